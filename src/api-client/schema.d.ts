// Made by npm run client, of the API's document: not by hand.
export interface paths {
    "/api/v1/account-links/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at a link of an e-mail: whose it is, and what it is for; it isn't used up by that */
        post: operations["checkAccountLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account-links/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the password by the link of an e-mail, and log in; all other sessions of the user end */
        post: operations["useAccountLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/acting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Stop acting for a company (provider only) */
        delete: operations["stopActing"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/allow-list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the addresses that are never banned, beside trunks' and ALLOW_LIST's */
        get: operations["listAllowedSources"];
        put?: never;
        /** Never ban an address or block again; bans within it are lifted */
        post: operations["createAllowedSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/allow-list/{block}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an address or block off the allow-list */
        delete: operations["deleteAllowedSource"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The journal of changes */
        get: operations["listAuditEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo a change of the journal
         * @description All of it or nothing: what it made goes, if nothing refers to it; what it removed comes back with its id; fields are as they were. Where a later change touched the same fields the answer is 409 SW_CHANGED_SINCE, which names them. Messages and sessions of a removed user don't come back.
         */
        post: operations["undoChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the sources that are banned now */
        get: operations["listBans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bans/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Lift a ban; the next one is short again */
        delete: operations["deleteBan"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/billing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the company's seats cost
         * @description A month costs the greatest number of users that there were in it, at the price that held last
         */
        get: operations["getBilling"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/billing.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The months as a CSV file (RFC 4180), the newest first */
        get: operations["exportBilling"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/billing/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a month would cost with more users; changes nothing */
        post: operations["quoteBilling"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/call-records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Calls that are over, the newest first
         * @description For so many days as the company's callRecordDays says
         */
        get: operations["listCallRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/call-records.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a CSV file (RFC 4180), the newest first */
        get: operations["exportCallRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/call-records/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a call's record */
        get: operations["getCallRecord"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/call-records/{id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a call went where it went: the rules that were asked, and its SIP messages
         * @description Without passwords, keys and what was pressed. The traces of a company's newest 10 000 calls are kept
         */
        get: operations["getCallTrace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the calls that go on now, the newest first */
        get: operations["listCalls"];
        put?: never;
        /** Make a call: a user's phones ring, and the first to answer calls the number with the user's rights */
        post: operations["createCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Hang up a call, for both sides */
        delete: operations["hangUpCall"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send one of the two who talk in a call elsewhere
         * @description The call goes on under the same id. What is dialled is decided with the rights of a person, as at their phone.
         */
        post: operations["transferCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List conferences */
        get: operations["listConferences"];
        put?: never;
        /** Add a conference */
        post: operations["createConference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conferences/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a conference */
        get: operations["getConference"];
        put?: never;
        post?: never;
        /** Remove a conference */
        delete: operations["deleteConference"];
        options?: never;
        head?: never;
        /** Change a conference */
        patch: operations["updateConference"];
        trace?: never;
    };
    "/api/v1/conferences/{id}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let nobody else in */
        post: operations["lockConference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conferences/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List who is in a conference now */
        get: operations["listConferenceMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conferences/{id}/members/{member}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Send a member out of a conference */
        delete: operations["removeConferenceMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conferences/{id}/members/{member}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mute a member of a conference */
        post: operations["muteConferenceMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conferences/{id}/members/{member}/unmute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a member of a conference be heard again */
        post: operations["unmuteConferenceMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conferences/{id}/mute-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mute everybody but moderators */
        post: operations["muteConference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conferences/{id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let people in again */
        post: operations["unlockConference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conferences/{id}/unmute-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let everybody be heard again */
        post: operations["unmuteConference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the company's telephone system does, and what needs attention */
        get: operations["getDashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/device-setups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The phones that set themselves up, and where each stands */
        get: operations["listDeviceSetups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List devices */
        get: operations["listDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a device */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        /** Remove a device; it can't register any more */
        delete: operations["deleteDevice"];
        options?: never;
        head?: never;
        /** Change a device */
        patch: operations["updateDevice"];
        trace?: never;
    };
    "/api/v1/devices/{id}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a device a new password */
        post: operations["renewDevicePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{id}/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a device's phone sets itself up */
        get: operations["getDeviceSetup"];
        put?: never;
        /** Let a phone set itself up, or do so again: it reads its settings, with a new SIP password, once */
        post: operations["startDeviceSetup"];
        /** The phone reads no settings any more; it keeps those that it has */
        delete: operations["endDeviceSetup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/directory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The colleagues: names, extensions, who is on the telephone */
        get: operations["listDirectory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listen to events (server-sent)
         * @description Each event has its type as `event`, its id, and JSON as `data`. A listener that comes back with Last-Event-ID is told what it missed, as far back as the last 10 000 events of the company; where some are gone, it is told `event: gap` first. One that is too slow is cut off, and resumes so. Every 15 s at least a comment comes.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/extensions/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The next free extensions */
        get: operations["nextExtensions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How calls outside stand to the company's limits
         * @description The limits themselves are settings of the tenant
         */
        get: operations["listLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits/{kind}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let calls pass a limit until the end of its window
         * @description For an hour, the limit of calls a day for a day
         */
        post: operations["liftLimit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in, in which company, and what they may do */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/browser-phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let the browser of this log-in be a phone of its user */
        post: operations["openBrowserPhone"];
        /** Let the browser of this log-in be no phone any more */
        delete: operations["closeBrowserPhone"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/caller-ids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which numbers one's calls may show */
        get: operations["listMyCallerIds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/number-inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the provider's numbers (provider only) */
        get: operations["listInventoryNumbers"];
        put?: never;
        /** Take numbers into the inventory, and give them to a company if one is named (provider only) */
        post: operations["addInventoryNumbers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/number-inventory/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a free number out of the inventory (provider only) */
        delete: operations["removeInventoryNumber"];
        options?: never;
        head?: never;
        /**
         * Give a number to a company, take it back, or note what it is for (provider only)
         * @description A number that its company shows on calls (main number, caller ID) is refused with SW_SETTING_IN_USE
         */
        patch: operations["updateInventoryNumber"];
        trace?: never;
    };
    "/api/v1/parked-calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the calls that wait in parking slots */
        get: operations["listParkedCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a link sent by which a forgotten password is replaced; the answer is the same for unknown addresses */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/phone-makers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Makers whose phones can set themselves up */
        get: operations["listPhoneMakers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/phone-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List phone numbers */
        get: operations["listPhoneNumbers"];
        put?: never;
        /** Add a phone number */
        post: operations["createPhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/phone-numbers/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a phone number */
        get: operations["getPhoneNumber"];
        put?: never;
        post?: never;
        /** Remove a phone number */
        delete: operations["deletePhoneNumber"];
        options?: never;
        head?: never;
        /** Point a phone number elsewhere */
        patch: operations["updatePhoneNumber"];
        trace?: never;
    };
    "/api/v1/receptionists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List receptionists */
        get: operations["listReceptionists"];
        put?: never;
        /** Add a receptionist */
        post: operations["createReceptionist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/receptionists/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a receptionist */
        get: operations["getReceptionist"];
        put?: never;
        post?: never;
        /** Remove a receptionist */
        delete: operations["deleteReceptionist"];
        options?: never;
        head?: never;
        /** Change a receptionist; keys are replaced as a whole, hours by their parts */
        patch: operations["updateReceptionist"];
        trace?: never;
    };
    "/api/v1/receptionists/{id}/greetings/{greeting}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Listen to an uploaded greeting */
        get: operations["getReceptionistGreeting"];
        /** Upload a greeting: WAV, mono, 16-bit PCM, 8 to 48 kHz, 1 s to 1 min, at most 1 MB */
        put: operations["uploadReceptionistGreeting"];
        post?: never;
        /** Return to the spoken greeting */
        delete: operations["deleteReceptionistGreeting"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/receptionists/{id}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it is open at a moment, why, and until when */
        get: operations["getReceptionistSchedule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ring-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List ring groups */
        get: operations["listRingGroups"];
        put?: never;
        /** Add a ring group */
        post: operations["createRingGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ring-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a ring group */
        get: operations["getRingGroup"];
        put?: never;
        post?: never;
        /** Remove a ring group */
        delete: operations["deleteRingGroup"];
        options?: never;
        head?: never;
        /** Change a ring group */
        patch: operations["updateRingGroup"];
        trace?: never;
    };
    "/api/v1/routing/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The very path that a call would take, and why, without a call
         * @description Decided by what decides calls, on the settings, registrations and calls of this moment
         */
        post: operations["explainRouting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which second factors one has */
        get: operations["getSecondFactor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/second-factor/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add the passkey that the browser has made */
        post: operations["addPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/second-factor/passkeys/{id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a passkey away */
        post: operations["removePasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/second-factor/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin with a new passkey */
        post: operations["beginPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/second-factor/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make new recovery codes; those of before end */
        post: operations["createRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/second-factor/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin with an authenticator app; nothing changes until it is confirmed */
        post: operations["beginTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/second-factor/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm the app by a code that it shows; log-ins ask for one from now on */
        post: operations["confirmTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/second-factor/totp/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the authenticator app away */
        post: operations["removeTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one's own log-ins */
        get: operations["listSessions"];
        put?: never;
        /** Log in; the answer sets a cookie, or asks for the second factor */
        post: operations["logIn"];
        /** End all of one's own log-ins but the one that asks */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of one's own log-ins */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Log out */
        delete: operations["logOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/open-id": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in after the provider has proved who it is
         * @description The portal asks it when the provider has sent the browser back; the second factor is asked for as with a password
         */
        post: operations["logInByOpenId"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in by a passkey alone: it is two factors in one */
        post: operations["logInByPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin a log-in by a passkey, without e-mail or password */
        post: operations["beginPasskeyLogIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in with the second factor, after the password */
        post: operations["proveSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How people may log in beside e-mail and password */
        get: operations["listLogInWays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared-mailboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List shared mailboxes: all for administrators, their own for others */
        get: operations["listSharedMailboxes"];
        put?: never;
        /** Add a shared mailbox */
        post: operations["createSharedMailbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared-mailboxes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a shared mailbox */
        get: operations["getSharedMailbox"];
        put?: never;
        post?: never;
        /** Remove a shared mailbox with its messages */
        delete: operations["deleteSharedMailbox"];
        options?: never;
        head?: never;
        /** Change a shared mailbox */
        patch: operations["updateSharedMailbox"];
        trace?: never;
    };
    "/api/v1/shared-mailboxes/{id}/greeting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Listen to a mailbox's own greeting */
        get: operations["getSharedMailboxGreeting"];
        /** Upload a greeting: WAV, mono, 16-bit PCM, 8 to 48 kHz, 1 s to 1 min, at most 1 MB */
        put: operations["uploadSharedMailboxGreeting"];
        post?: never;
        /** Return to the standard greeting */
        delete: operations["deleteSharedMailboxGreeting"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared-mailboxes/{id}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether wrong PINs have locked the mailbox from foreign phones */
        get: operations["getSharedMailboxLock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared-mailboxes/{id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let the mailbox be opened by PIN again */
        post: operations["unlockSharedMailbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared-mailboxes/{id}/voicemails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The messages of a mailbox, newest first */
        get: operations["listSharedMailboxVoicemails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared-mailboxes/{id}/voicemails/deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that were deleted, by hand or after their e-mail, and can be restored for a day */
        get: operations["listSharedMailboxDeletedVoicemails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shared-setup-address": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The address that DHCP hands to all phones */
        get: operations["getSharedSetupAddress"];
        put?: never;
        /** Make a new address for DHCP; the one before opens nothing any more */
        post: operations["renewSharedSetupAddress"];
        /** No address for DHCP */
        delete: operations["endSharedSetupAddress"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List sites */
        get: operations["listSites"];
        put?: never;
        /** Add a site */
        post: operations["createSite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sites/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a site */
        get: operations["getSite"];
        put?: never;
        post?: never;
        /** Remove a site */
        delete: operations["deleteSite"];
        options?: never;
        head?: never;
        /** Change a site */
        patch: operations["updateSite"];
        trace?: never;
    };
    "/api/v1/tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the company's settings */
        get: operations["getTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the company's settings */
        patch: operations["updateTenant"];
        trace?: never;
    };
    "/api/v1/tenant/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All settings of the company as one JSON document
         * @description Recordings and the history of calls aren't in it, nor secrets. The journal tells of it.
         */
        get: operations["exportCompany"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the companies (provider only) */
        get: operations["listTenants"];
        put?: never;
        /** Add a company with its administrator (provider only) */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a company (provider only) */
        get: operations["getTenantById"];
        put?: never;
        post?: never;
        /**
         * Delete a suspended company and everything of it, for good (provider only)
         * @description Settings, journal, log-ins, tokens, registrations, messages, greetings, history of calls: nothing stays. Its numbers go back to the provider's inventory. Export it first.
         */
        delete: operations["deleteTenant"];
        options?: never;
        head?: never;
        /**
         * Change a company: its terms, the bounds of its limits, and the addresses that it shares (provider only)
         * @description `limitBounds`, `retentionBounds` and `sharedAddresses` are replaced as a whole. Bounds move the limits and days that lie outside of them; the company's administrators set none beyond. `sharedAddresses` are those that its trunks may trust though another company's do.
         */
        patch: operations["updateTenantById"];
        trace?: never;
    };
    "/api/v1/tenants/{id}/acting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act for a company as one of its administrators, for an hour (provider only)
         * @description The answer sets a cookie for the portal, and has a token for programs. The beginning and the end stand in the company's journal, and every change that is made meanwhile names the provider.
         */
        post: operations["actForTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All settings of a company as one JSON document (provider only)
         * @description To be kept before it is deleted, or to be imported. Recordings and the history of calls aren't in it. The company's journal tells of it.
         */
        get: operations["exportTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/phone-numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the numbers that a company has (provider only) */
        get: operations["listTenantPhoneNumbers"];
        put?: never;
        /** Give a company a number (provider only); the company points it where it likes */
        post: operations["giveTenantPhoneNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/phone-numbers/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a number back into the inventory (provider only); calls to it end */
        delete: operations["takeTenantPhoneNumber"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/suspension": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend a company (provider only)
         * @description Its calls are refused, 403 those that its phones make and 480 those from outside, but for emergency calls and the call-backs of emergency services. Its people and tokens are answered SW_COMPANY_SUSPENDED. Its phones and trunks stay registered, and nothing of its settings changes: it can go on at once.
         */
        post: operations["suspendTenant"];
        /** Let a suspended company go on (provider only) */
        delete: operations["resumeTenant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a company uses in this month (provider only) */
        get: operations["getTenantUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a company by the document that one was exported as: all of it, or nothing (provider only)
         * @description Its records get new identities. Secrets aren't in the document: users have no password and no PIN (invite them), devices and webhooks get new secrets, trunks have none, tokens don't come along. Numbers, e-mail addresses and SIP usernames that the system has already are refused with 409. `errors` names the record: /records/user/3/fields/email. Try it with dryRun=true first.
         */
        post: operations["importTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each company uses in this month (provider only) */
        get: operations["listTenantUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List tokens */
        get: operations["listTokens"];
        put?: never;
        /** Make a token; it is shown this once. Without userId it is the company's, and its role must be admin */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw a token */
        delete: operations["deleteToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trunks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List trunks */
        get: operations["listTrunks"];
        put?: never;
        /** Add a trunk */
        post: operations["createTrunk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trunks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a trunk */
        get: operations["getTrunk"];
        put?: never;
        post?: never;
        /** Remove a trunk */
        delete: operations["deleteTrunk"];
        options?: never;
        head?: never;
        /** Change a trunk */
        patch: operations["updateTrunk"];
        trace?: never;
    };
    "/api/v1/trunks/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a trunk does
         * @description Whether the provider knows us and answers; the same in the list of trunks
         */
        get: operations["getTrunkStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users */
        get: operations["listUsers"];
        put?: never;
        /**
         * Add a user
         * @description With numbers, voicemail, forwarding and a first device, where they are given: all in one change
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The users as a CSV file (RFC 4180), as an import takes it */
        get: operations["exportUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a user */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /** Remove a user with devices and mailbox */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /** Change a user; another password or role withdraws their sessions and tokens (the journal names them) */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/api/v1/users/{id}/block-list/last-caller": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put the last caller of this user on the user's block list */
        post: operations["blockLastCaller"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A user's devices */
        get: operations["listUserDevices"];
        put?: never;
        /** Add a device; shows its password, this once */
        post: operations["createDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/forwarding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a user's forwarding */
        patch: operations["updateUserForwarding"];
        trace?: never;
    };
    "/api/v1/users/{id}/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a user without a password the link by which they set it, or send it again; it works for 7 days */
        post: operations["inviteUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a user the link by which they replace their password; it works for an hour */
        post: operations["sendPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/personal-data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that is kept of a person, as one ZIP archive
         * @description For the person, and for administrators. In it: the user and their phones, the calls that they had part in, their voicemails as WAV, what the journal tells of them, log-ins and tokens; no password, PIN or secret. The company's journal tells of it.
         */
        get: operations["exportPersonalData"];
        put?: never;
        post?: never;
        /**
         * Remove a user, and erase all that names them
         * @description As a removed user (`DELETE /users/{id}`), for good, and also from what stays: records of calls and messages in colleagues' mailboxes lose the person's name and numbers, the journal too; traces and events that name them go. A call that goes on is waited for. The journal tells that it was done, without the person's data. Back-ups that were taken before still have it.
         */
        delete: operations["erasePersonalData"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Let a user who has lost their device in by the password alone; they can add a second factor again */
        delete: operations["removeSecondFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a user's log-ins */
        get: operations["listUserSessions"];
        put?: never;
        post?: never;
        /** End all log-ins of a user */
        delete: operations["endUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a colleague is on the telephone */
        get: operations["getUserState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/voicemail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a user's voicemail */
        patch: operations["updateUserVoicemail"];
        trace?: never;
    };
    "/api/v1/users/{id}/voicemail/greeting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Listen to a mailbox's own greeting */
        get: operations["getUserGreeting"];
        /** Upload a greeting: WAV, mono, 16-bit PCM, 8 to 48 kHz, 1 s to 1 min, at most 1 MB */
        put: operations["uploadUserGreeting"];
        post?: never;
        /** Return to the standard greeting */
        delete: operations["deleteUserGreeting"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/voicemail/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether wrong PINs have locked the mailbox from foreign phones */
        get: operations["getUserMailboxLock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/voicemail/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let the mailbox be opened by PIN again */
        post: operations["unlockUserMailbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/voicemails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The messages of a mailbox, newest first */
        get: operations["listUserVoicemails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/voicemails/deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages that were deleted, by hand or after their e-mail, and can be restored for a day */
        get: operations["listUserDeletedVoicemails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add, change and remove many users: all, or none
         * @description In their order, as one change of the journal. Where some are refused, nothing is done, and `errors` names the fields of each: /changes/3/user/email
         */
        post: operations["changeUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add users by a CSV file, and change those who are there: all, or none; 300 at most
         * @description The first line names the columns, in English or French, in any order, without regard to case and accents: name (nom, full name, nom complet); email (e-mail address, mail, courriel, adresse e-mail); extension (ext, poste, numéro interne); role (rôle); language (langue); phone numbers (phone number, numbers, numéros, numéros directs, numéro direct); forward to (renvoi vers, renvoi); voicemail (messagerie, messagerie vocale); device (phone, appareil, téléphone); device kind (type d'appareil); mac address (mac, adresse mac); password (mot de passe); invite (invitation, inviter). name, email and extension are needed. Cells are parted by ";", "," or tabs; UTF-8 with or without BOM, or as Excel saves it. Where lines are refused nothing is done, and `errors` names line and column: /7/email. Try it with dryRun=true first: `lines` tells of each line whether its user would be created, changed or stay as they are.
         */
        post: operations["importUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/voicemails/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a message's envelope */
        get: operations["getVoicemail"];
        put?: never;
        post?: never;
        /** Delete a message */
        delete: operations["deleteVoicemail"];
        options?: never;
        head?: never;
        /** Mark a message heard or new */
        patch: operations["updateVoicemail"];
        trace?: never;
    };
    "/api/v1/voicemails/{id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Listen to a message, or to a part of it */
        get: operations["getVoicemailAudio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/voicemails/{id}/forward": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a copy to a colleague or a shared mailbox; it is new there, and theirs alone */
        post: operations["forwardVoicemail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/voicemails/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted message back, such as one whose e-mail came back to the sender */
        post: operations["restoreVoicemail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List webhooks */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Add a webhook; its secret is shown this once
         * @description Events are posted as JSON, the same as in /events, each at least once. Those of one call (one mailbox, one device) come in their order: the next one waits until the one before was answered with 2xx, or given up after some five hours. A webhook that nothing was delivered to for a day is disabled.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a webhook */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Remove a webhook; what waits for it is not delivered */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /** Change a webhook */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a webhook's last deliveries, the newest first */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a webhook a new secret; it is shown this once */
        post: operations["renewWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Post an event of the type webhook.test at once, and say what came of it */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process lives */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls can be served */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AccountLink: {
            purpose: "invitation" | "reset";
            name: string;
            /** @example alice@example.com */
            email: string;
            company: string;
            language: components["schemas"]["Language"];
            /** Format: date-time */
            expiresAt: string;
        };
        AccountLinkToken: {
            /** @description What the link in the e-mail says as `token` */
            token: string;
        };
        AccountLinkUse: {
            /** @description What the link in the e-mail says as `token` */
            token: string;
            /** @description Stored hashed */
            password: string;
        };
        Acting: {
            /** @description Shown this once; for programs: Authorization: Bearer … */
            token: string;
            /** Format: date-time */
            expiresAt: string;
        };
        ActingReason: {
            /** @description For the company's journal */
            reason?: string;
        };
        Actor: {
            kind: "user" | "token" | "system";
            id: string | null;
            name: string;
        };
        AddedCompany: {
            id: string;
            name: string;
            /** @example FR */
            country: string;
            /**
             * @description IANA name
             * @example Europe/Paris
             */
            timeZone: string;
            language: components["schemas"]["Language"];
            /** @description Shown by calls of users without a caller ID of their own */
            mainNumber: string | null;
            seatPrice: components["schemas"]["SeatPrice"];
            /** @description Callers whose calls are not taken, whatever else is set */
            blockList: {
                numbers: string[];
                /** @description What blocked callers get: 603, the mailbox (603 where there is none), or a polite announcement before the 603 */
                outcome: "reject" | "voicemail" | "announcement";
            };
            /** @description Callers who hide their number hear that they must show it (433, RFC 5079) */
            rejectAnonymous: boolean;
            parking: {
                /** @description How many calls can be parked: from 701 on */
                slots: number;
                /** @description After so long the call comes back to the user who parked it */
                waitSeconds: number;
            };
            sessionTimer: {
                /** @description Within so many seconds each side of a call says that it is still there (RFC 4028); 0 = none is asked */
                seconds: 0 | number;
                minimumSeconds: number;
            };
            /** @description A call at the media server (mailbox, menu, conference) ends after so many seconds without a packet, unless it is on hold; 0 = never */
            mediaTimeoutSeconds: 0 | number;
            /** @description The party that is put on hold hears the system's music; off: what the phone that holds plays, or nothing */
            holdMusic: boolean;
            /** @description A message in which nothing is said is none, and one loses the silence at its end; off: what is recorded is kept as it is */
            discardSilence: boolean;
            /** @description For so many days records of calls are kept */
            callRecordDays: number;
            /** @description For so many days, and never longer than its record, it is kept how a call was decided and signalled */
            traceDays: number;
            /** @description For so many days messages in mailboxes are kept; null = until they are deleted */
            messageDays: number | null;
            /** @description For so many days the journal keeps who changed which setting */
            journalDays: number;
            /** @description For so many days programs that were cut off find events that they have missed */
            eventDays: number;
            limits: components["schemas"]["TenantLimits"];
            /** @description An administrator wants the portal to offer the first set-up no more */
            setUpDone: boolean;
            version: number;
            /** @description null = calls and log-ins are let through */
            suspension: components["schemas"]["Suspension"] | null;
            limitBounds: components["schemas"]["LimitBounds"];
            retentionBounds: components["schemas"]["RetentionBounds"];
            /**
             * @description IP addresses or CIDR blocks that the company's trunks may trust though another company's do
             * @example [
             *       "198.51.100.7",
             *       "2001:db8::/48"
             *     ]
             */
            sharedAddresses: string[];
            /** @description Users now */
            seats: number;
            phoneNumbers: number;
            trunks: number;
            adminId: string;
        };
        AddedPasskey: {
            passkey: components["schemas"]["Passkey"];
            /** @description Shown this once, each for one log-in without the device; null: those of before go on */
            recoveryCodes: string[] | null;
        };
        AfterEmail: "keep-new" | "mark-heard" | "delete";
        AllowedSource: {
            block: string;
            by: string;
            /** Format: date-time */
            since: string;
        };
        AllowedSourcePage: {
            items: components["schemas"]["AllowedSource"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        Attention: {
            code: "trunk-down" | "limit-reached" | "login-locked" | "mailbox-locked" | "sources-banned" | "mail-failed" | "webhook-disabled" | "no-trunk" | "no-main-number" | "number-without-destination" | "user-without-device";
            severity: "error" | "warning" | "info";
            count: number;
            /** @description At most 10 of them */
            items: components["schemas"]["AttentionItem"][];
        };
        AttentionItem: {
            /**
             * @example user
             * @example phone-number
             * @example trunk
             * @example webhook
             * @example voicemail
             * @example limit
             */
            kind: string;
            /** @description As its own route names it */
            id: string;
            /** @description As people know it */
            label: string;
            /** @description RFC 3339, UTC */
            since?: string;
            /** @description RFC 3339, UTC */
            until?: string;
            /** @description For administrators, in English */
            reason?: string;
        };
        AudioQuality: {
            by: "telephone" | "media-server";
            packetsReceived?: number;
            packetsSent?: number;
            packetsLost?: number;
            jitterMs?: number;
            roundTripMs?: number;
            mos?: number;
        };
        AuditEntry: {
            /** @description The tenant's version that this change made */
            id: number;
            /** @description RFC 3339, UTC */
            at: string;
            actor: components["schemas"]["Actor"];
            changes: components["schemas"]["AuditedChange"][];
            /** @description It can be undone, where no later change touched the same. Not: what an older version wrote, and changes of secrets alone */
            undoable: boolean;
            /** @description The id of the change that this one undid */
            undoes?: number;
        };
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            /** @description `after` of the next page; null = this is the last */
            next: number | null;
        };
        AuditedChange: {
            what: "created" | "changed" | "removed";
            kind: string;
            id: string;
            fields: components["schemas"]["AuditedField"][];
        };
        AuditedField: {
            /** @description JSON pointer (RFC 6901) into the record */
            field: string;
            from: unknown;
            to: unknown;
        };
        AuthenticatorCode: {
            code: string;
        };
        Ban: {
            /**
             * @description An IPv4 address, or an IPv6 /64
             * @example 198.51.100.7
             */
            source: string;
            reason: "wrong-password" | "untrusted-call" | "malformed" | "scanner" | "flood" | "provisioning";
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            until: string;
            /** @description 1: its first ban lately */
            times: number;
        };
        BanPage: {
            items: components["schemas"]["Ban"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        BilledMonth: {
            /**
             * @description Of the company's time zone
             * @example 2026-11
             */
            month: string;
            /** @description The greatest number of users in this month */
            seats: number;
            seatPrice: components["schemas"]["SeatPrice"];
            /**
             * @description Decimal, in the currency of the seat price
             * @example 650.00
             */
            total: string;
        };
        Billing: {
            /** @description Users now: each is a seat */
            seats: number;
            seatPrice: components["schemas"]["SeatPrice"];
            /**
             * @description What a month with the seats of now costs
             * @example 600.00
             */
            monthly: string;
            thisMonth: components["schemas"]["BilledMonth"];
            /** @description The newest first; the first is this month, as it is until now */
            months: components["schemas"]["BilledMonth"][];
        };
        BillingQuote: {
            seats: number;
            seatsAfter: number;
            /**
             * @description Decimal, in the currency of the seat price
             * @example 650.00
             */
            monthlyBefore: string;
            /**
             * @description Decimal, in the currency of the seat price
             * @example 650.00
             */
            monthlyAfter: string;
            seatPrice: components["schemas"]["SeatPrice"];
        };
        BillingQuoteRequest: {
            /** @description Users that are about to be added */
            adding: number;
        };
        BrowserPhone: {
            deviceId: string;
            sipUsername: string;
            /** @description Good for this log-in alone, and only until it ends; to be kept by no one */
            sipPassword: string;
            /** @description The host of SIP addresses, and the realm of the password */
            sipDomain: string;
            /** @description Where SIP is spoken (RFC 7118), on this very server */
            webSocketPath: string;
            /** @description For RTCPeerConnection; empty: media servers are reached directly */
            iceServers: {
                urls: string[];
                username?: string;
                credential?: string;
            }[];
        };
        CallAnsweredEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "call.answered";
            /** @description RFC 3339, UTC */
            at: string;
            call?: components["schemas"]["EventCall"];
            leg: string;
            by: components["schemas"]["EventParty"];
            voicemail: boolean;
        };
        CallDirection: "inbound" | "outbound" | "internal";
        CallEndedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "call.ended";
            /** @description RFC 3339, UTC */
            at: string;
            call?: components["schemas"]["EventCall"];
            /**
             * @example answered
             * @example voicemail
             * @example no-answer
             * @example busy
             * @example cancelled
             * @example declined
             * @example rejected
             * @example failed
             */
            outcome: string;
            /** @description The final SIP status, where one was sent */
            status?: number;
            because?: string;
            /**
             * @example caller
             * @example callee
             * @example system
             */
            hungUpBy?: string;
        };
        CallOutcome: "answered" | "voicemail" | "no-answer" | "busy" | "cancelled" | "declined" | "rejected" | "failed";
        CallRecord: {
            id: string;
            direction: components["schemas"]["CallDirection"];
            caller: components["schemas"]["CallRecordParty"];
            dialled: string;
            userId: string | null;
            /** @description RFC 3339, UTC */
            startedAt: string;
            ringingAt: string | null;
            answeredAt: string | null;
            endedAt: string | null;
            ringSeconds: number | null;
            talkSeconds: number | null;
            answeredBy: (components["schemas"]["CallRecordParty"] | "voicemail") | null;
            outcome: components["schemas"]["CallOutcome"] | null;
            status: number | null;
            because: string | null;
            hungUpBy: ("caller" | "callee" | "system") | null;
            legs: components["schemas"]["CallRecordLeg"][];
            transfers: {
                at: string | null;
                by: components["schemas"]["CallRecordParty"];
                transferee: components["schemas"]["CallRecordParty"];
                to: string;
                how: "blind" | "attended";
                /** @description Null in records of earlier versions, which didn't know */
                outcome: ("completed" | "failed") | null;
                status: number | null;
            }[];
            /** @description Other calls of the same conversation: of the phone that took this one, of the transferor to the target */
            relatedCalls: {
                id: string;
                how: "pick-up" | "transfer" | "replacement";
            }[];
            /** @description How the audio was; null: it ran straight between telephones, and neither said how it was */
            media: components["schemas"]["AudioQuality"][] | null;
        };
        CallRecordLeg: {
            party: components["schemas"]["CallRecordParty"];
            calledAt: string | null;
            ringingAt: string | null;
            ringSeconds: number | null;
            confirmation: {
                askedAt: string | null;
                verdict: ("accept" | "refuse" | "voicemail" | "nothing" | "gone") | null;
            } | null;
            answeredAt: string | null;
            endedAt: string | null;
            status: number | null;
        };
        CallRecordPage: {
            items: components["schemas"]["CallRecord"][];
            /** @description Where the next page begins; a page with a rare filter may be short, or empty, before the last */
            next: string | null;
        };
        CallRecordParty: {
            number: string | null;
            name: string | null;
            userId: string | null;
            deviceId: string | null;
            trunk: {
                id: string;
                name: string;
            } | null;
        };
        CallRingingEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "call.ringing";
            /** @description RFC 3339, UTC */
            at: string;
            call?: components["schemas"]["EventCall"];
            leg: string;
            callee: components["schemas"]["EventParty"];
        };
        CallRoutedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "call.routed";
            /** @description RFC 3339, UTC */
            at: string;
            call?: components["schemas"]["EventCall"];
            /** @description Whom the call is for */
            userId?: string;
        };
        CallStartedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "call.started";
            /** @description RFC 3339, UTC */
            at: string;
            call?: components["schemas"]["EventCall"];
        };
        CallTrace: {
            plan: unknown;
            decisions: components["schemas"]["RoutingDecision"][];
            messages: {
                /** @description RFC 3339, UTC */
                at: string;
                direction: "received" | "sent";
                transport: string;
                /** @description The other side */
                address: string;
                text: string;
            }[];
            /** @description Messages that were more, or longer, than a trace holds */
            messagesLeftOut: number;
        };
        CallTransfer: {
            /**
             * @description As a phone would dial it: an extension, a number, a feature code
             * @example 1002
             * @example +33612345678
             * @example 0612345678
             */
            to: string;
            /** @description Who is sent there; if not given, the party that the asker, or the user of the company, talks to */
            transferee?: "caller" | "callee";
            /** @description With whose rights; those of the party that stays behind, if not given */
            userId?: string;
        };
        CallTransferFailedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "call.transfer-failed";
            /** @description RFC 3339, UTC */
            at: string;
            call?: components["schemas"]["EventCall"];
            by: components["schemas"]["EventParty"];
            transferee: components["schemas"]["EventParty"];
            to: string;
            how: "blind" | "attended";
            /** @description The SIP status that says why; the transferor has heard it */
            status: number;
        };
        CallTransferredEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "call.transferred";
            /** @description RFC 3339, UTC */
            at: string;
            call?: components["schemas"]["EventCall"];
            by: components["schemas"]["EventParty"];
            transferee: components["schemas"]["EventParty"];
            to: string;
            how: "blind" | "attended";
        };
        CallerId: {
            value: components["schemas"]["OutboundCallerId"];
            /** @description main = the company's main number, whatever it is; own = leads to the user; shared = leads to a group of theirs or to a receptionist; other = administrators may give it */
            kind: "main" | "withheld" | "own" | "shared" | "other";
            /** @description What the callee sees; null = nothing */
            number: string | null;
            /** @description What the number leads to; null = nothing */
            label: string | null;
        };
        CallerIds: {
            current: components["schemas"]["OutboundCallerId"];
            /** @description What `outboundCallerId` of the user may be, the likeliest first */
            items: components["schemas"]["CallerId"][];
        };
        /** @description Closed by hand, whatever the hours say; null = as the hours say */
        ClosedNow: {
            /** @description RFC 3339; null = until it is opened by hand */
            until: string | null;
        } | null;
        Company: {
            id: string;
            name: string;
            /** @example FR */
            country: string;
            /**
             * @description IANA name
             * @example Europe/Paris
             */
            timeZone: string;
            language: components["schemas"]["Language"];
            /** @description Shown by calls of users without a caller ID of their own */
            mainNumber: string | null;
            seatPrice: components["schemas"]["SeatPrice"];
            /** @description Callers whose calls are not taken, whatever else is set */
            blockList: {
                numbers: string[];
                /** @description What blocked callers get: 603, the mailbox (603 where there is none), or a polite announcement before the 603 */
                outcome: "reject" | "voicemail" | "announcement";
            };
            /** @description Callers who hide their number hear that they must show it (433, RFC 5079) */
            rejectAnonymous: boolean;
            parking: {
                /** @description How many calls can be parked: from 701 on */
                slots: number;
                /** @description After so long the call comes back to the user who parked it */
                waitSeconds: number;
            };
            sessionTimer: {
                /** @description Within so many seconds each side of a call says that it is still there (RFC 4028); 0 = none is asked */
                seconds: 0 | number;
                minimumSeconds: number;
            };
            /** @description A call at the media server (mailbox, menu, conference) ends after so many seconds without a packet, unless it is on hold; 0 = never */
            mediaTimeoutSeconds: 0 | number;
            /** @description The party that is put on hold hears the system's music; off: what the phone that holds plays, or nothing */
            holdMusic: boolean;
            /** @description A message in which nothing is said is none, and one loses the silence at its end; off: what is recorded is kept as it is */
            discardSilence: boolean;
            /** @description For so many days records of calls are kept */
            callRecordDays: number;
            /** @description For so many days, and never longer than its record, it is kept how a call was decided and signalled */
            traceDays: number;
            /** @description For so many days messages in mailboxes are kept; null = until they are deleted */
            messageDays: number | null;
            /** @description For so many days the journal keeps who changed which setting */
            journalDays: number;
            /** @description For so many days programs that were cut off find events that they have missed */
            eventDays: number;
            limits: components["schemas"]["TenantLimits"];
            /** @description An administrator wants the portal to offer the first set-up no more */
            setUpDone: boolean;
            version: number;
            /** @description null = calls and log-ins are let through */
            suspension: components["schemas"]["Suspension"] | null;
            limitBounds: components["schemas"]["LimitBounds"];
            retentionBounds: components["schemas"]["RetentionBounds"];
            /**
             * @description IP addresses or CIDR blocks that the company's trunks may trust though another company's do
             * @example [
             *       "198.51.100.7",
             *       "2001:db8::/48"
             *     ]
             */
            sharedAddresses: string[];
            /** @description Users now */
            seats: number;
            phoneNumbers: number;
            trunks: number;
        };
        CompanyExport: {
            /** @constant */
            format: "offhook-company";
            /**
             * @description What an import makes the company of: all records by their kind, without secrets; no tokens
             * @example {
             *       "tenant": [
             *         {
             *           "fields": {
             *             "id": "k3m9q2w8e5r7t1y4u6a0",
             *             "name": "Atelier Martin",
             *             "country": "FR"
             *           },
             *           "secrets": []
             *         }
             *       ],
             *       "user": [
             *         {
             *           "fields": {
             *             "id": "3f9a1c2b4d5e6f708192",
             *             "name": "Alice Martin"
             *           },
             *           "secrets": [
             *             "passwordHash"
             *           ]
             *         }
             *       ]
             *     }
             */
            records: {
                [key: string]: components["schemas"]["KeptRecord"][];
            };
            company: components["schemas"]["Company"];
            /** Format: date-time */
            exportedAt: string;
            /** @description All settings by their kind, as the API shows each of them: without passwords, PINs and secrets */
            settings: {
                [key: string]: unknown[];
            };
            /** @description What its seats cost, the newest month first */
            months: unknown[];
        };
        /** @description An export as it is; only `records` matters */
        CompanyImport: {
            /** @constant */
            format: "offhook-company";
            /**
             * @description What an import makes the company of: all records by their kind, without secrets; no tokens
             * @example {
             *       "tenant": [
             *         {
             *           "fields": {
             *             "id": "k3m9q2w8e5r7t1y4u6a0",
             *             "name": "Atelier Martin",
             *             "country": "FR"
             *           },
             *           "secrets": []
             *         }
             *       ],
             *       "user": [
             *         {
             *           "fields": {
             *             "id": "3f9a1c2b4d5e6f708192",
             *             "name": "Alice Martin"
             *           },
             *           "secrets": [
             *             "passwordHash"
             *           ]
             *         }
             *       ]
             *     }
             */
            records: {
                [key: string]: components["schemas"]["KeptRecord"][];
            };
            company?: unknown;
            /** Format: date-time */
            exportedAt?: string;
            /** @description All settings by their kind, as the API shows each of them: without passwords, PINs and secrets */
            settings?: {
                [key: string]: unknown[];
            };
            /** @description What its seats cost, the newest month first */
            months?: unknown[];
        };
        CompanyPage: {
            items: components["schemas"]["Company"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        CompanyPatch: {
            name?: string;
            /** @example FR */
            country?: string;
            /**
             * @description IANA name
             * @example Europe/Paris
             */
            timeZone?: string;
            language?: components["schemas"]["Language"];
            seatPrice?: components["schemas"]["SeatPrice"];
            limits?: {
                /** @description Countries that may be called */
                countries?: string[];
                simultaneousCalls?: number;
                callsPerHour?: number;
                callsPerDay?: number;
                /** @description Whether numbers may be called that cost more than a call */
                premiumNumbers?: boolean;
            };
            /** @description For so many days records of calls are kept */
            callRecordDays?: number;
            /** @description For so many days, and never longer than its record, it is kept how a call was decided and signalled */
            traceDays?: number;
            /** @description For so many days messages in mailboxes are kept; null = until they are deleted */
            messageDays?: number | null;
            /** @description For so many days the journal keeps who changed which setting */
            journalDays?: number;
            /** @description For so many days programs that were cut off find events that they have missed */
            eventDays?: number;
            limitBounds?: components["schemas"]["LimitBounds"];
            retentionBounds?: components["schemas"]["RetentionBounds"];
            /**
             * @description IP addresses or CIDR blocks that the company's trunks may trust though another company's do
             * @example [
             *       "198.51.100.7",
             *       "2001:db8::/48"
             *     ]
             */
            sharedAddresses?: string[];
        };
        CompanyUsage: {
            tenantId: string;
            name: string;
            isSuspended: boolean;
            /**
             * @description This month, where the company is
             * @example 2026-11
             */
            month: string;
            /** @description The greatest number of users in this month: what is billed */
            seats: number;
            seatsNow: number;
            seatPrice: components["schemas"]["SeatPrice"];
            /**
             * @description Seats × price
             * @example 650.00
             */
            total: string;
            inboundCalls: number;
            outboundCalls: number;
            internalCalls: number;
            /** @description Talked over trunks, to a tenth */
            outboundMinutes: number;
            inboundMinutes: number;
            callsNow: number;
            /** @description Messages and greetings, as of a minute ago */
            storedBytes: number;
        };
        CompanyUsagePage: {
            items: components["schemas"]["CompanyUsage"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        Conference: {
            id: string;
            name: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            /** @description null = there is none; unreadable = the key that it is sealed with is missing: no caller gets in by it */
            pin: string | null | "unreadable";
            /** @description null = there is none; unreadable = the key that it is sealed with is missing: no caller gets in by it */
            moderatorPin: string | null | "unreadable";
            /** @description So many participants at most */
            maxMembers: number;
            /** @description All hear when a participant comes or goes */
            announce: boolean;
            /** @description Participants hear, and are not heard; moderators are */
            muteOnEntry: boolean;
            /** @description Participants don't hear each other before a moderator is there */
            waitForModerator: boolean;
            /** @description All participants leave with the last moderator */
            endsWithModerator: boolean;
            version: number;
        };
        ConferenceMember: {
            /** @description The member's call */
            id: string;
            /** @description Number or extension; empty when withheld */
            number: string;
            name: string;
            userId: string | null;
            moderator: boolean;
            muted: boolean;
            talking: boolean;
            /** @description RFC 3339, UTC */
            enteredAt: string;
        };
        ConferenceMembers: {
            items: components["schemas"]["ConferenceMember"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
            /** @description No further participant is let in */
            locked: boolean;
        };
        ConferencePage: {
            items: components["schemas"]["Conference"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        ConferencePatch: {
            name?: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension?: string;
            /** @description 4 to 10 digits that let in; null = callers are not asked */
            pin?: string | null;
            /** @description Lets in as a moderator; null = there is none */
            moderatorPin?: string | null;
            /** @description So many participants at most */
            maxMembers?: number;
            /** @description All hear when a participant comes or goes */
            announce?: boolean;
            /** @description Participants hear, and are not heard; moderators are */
            muteOnEntry?: boolean;
            /** @description Participants don't hear each other before a moderator is there */
            waitForModerator?: boolean;
            /** @description All participants leave with the last moderator */
            endsWithModerator?: boolean;
        };
        CreatedUser: {
            id: string;
            name: string;
            /** @example alice@example.com */
            email: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            role: components["schemas"]["Role"];
            language: components["schemas"]["Language"];
            doNotDisturb: boolean;
            outboundCallerId: components["schemas"]["OutboundCallerId"];
            /** @description Callers whose calls are not taken, whatever else is set */
            blockList: {
                numbers: string[];
                /** @description What blocked callers get: 603, the mailbox (603 where there is none), or a polite announcement before the 603 */
                outcome: "reject" | "voicemail" | "announcement";
            };
            /** @description Callers who hide their number hear that they must show it (433, RFC 5079) */
            rejectAnonymous: boolean;
            /** @description Off: a user in a call is busy for the next one */
            callWaiting: boolean;
            /** @description In so many calls at once a user is busy; null = there is no such number */
            maxCalls: number | null;
            /** @description Colleagues may take calls that ring here (**extension, *8), or that a phone of theirs names (Replaces) */
            allowPickUp: boolean;
            /** @description One phone that declines (600, 603) declines for all of the user's */
            declineEndsCall: boolean;
            voicemail: {
                enabled: boolean;
                /** @description How long the phones ring first; 0 = straight to voicemail */
                answerTimeSeconds: 0 | number;
                emailNotification: boolean;
                afterEmail: components["schemas"]["AfterEmail"];
                /** @description The caller who left a message may be called back from the mailbox, within the limits */
                callBack: boolean;
                /** @description Messages that weren't heard; null while they can't be counted */
                readonly new: number | null;
                /** @description Whether the mailbox opens from foreign phones, by PIN */
                readonly pinSet: boolean;
            };
            forwarding: components["schemas"]["ForwardingSettings"];
            version: number;
            /** @description Direct numbers: those that lead to the user */
            readonly phoneNumbers: string[];
            readonly devices: {
                total: number;
                /** @description Those that are registered now */
                online: number;
            };
            /** @description The first device, where one was asked for; its password is shown this once */
            device?: {
                id: string;
                userId: string;
                label: string;
                kind: components["schemas"]["DeviceKind"];
                macAddress: string | null;
                /** @description Where it stands: emergency calls show that site's number, and tell its contacts */
                siteId: string | null;
                /** @description required: encrypted or not at all; preferred: offered, and taken in the clear; off: in the clear. Where the other side differs the relay stands between. null: as the other side offers it */
                encryption: "required" | "preferred" | "off" | null;
                sipUsername: string;
                version: number;
                /** @description Shown this once */
                sipPassword: string;
                /** @description host:port to register with */
                sipDomain: string;
            };
        };
        Dashboard: {
            phones: {
                total: number;
                online: number;
            };
            trunks: {
                total: number;
                up: number;
                down: number;
                /** @description Not monitored, or not looked at yet */
                unknown: number;
                disabled: number;
            };
            calls: {
                /** @description Calls that go on now */
                live: number;
            };
            /** @description Calls that are over, by the hour in which they began: 24 hours, the last one goes on */
            callsPerHour: {
                /** @description The hour's beginning, RFC 3339, UTC */
                from: string;
                calls: number;
            }[];
            /** @description What should be looked at, the gravest first */
            attention: components["schemas"]["Attention"][];
        };
        DeletedVoicemailMessage: {
            id: string;
            /** @description The caller's number or extension; empty when withheld */
            from: string;
            fromName?: string;
            /** @description RFC 3339, UTC */
            receivedAt: string;
            durationSeconds: number;
            heard: boolean;
            /** @description Extension of the colleague who sent this copy */
            forwardedBy?: string;
            /** @description The e-mail that tells of it; sent = a mail server has accepted it */
            delivery: {
                state: "off" | "queued" | "sent" | "failed";
                attempts: number;
                /** @description Why there is none, or what the mail server said last */
                reason?: string;
                /** @description RFC 3339, UTC */
                sentAt?: string;
            };
            /** @description RFC 3339, UTC */
            deletedAt: string;
        };
        DeletedVoicemailMessagePage: {
            items: components["schemas"]["DeletedVoicemailMessage"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        Destination: {
            /** @constant */
            kind: "user";
            id: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        } | {
            /** @constant */
            kind: "mailbox";
            id: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        } | {
            /** @constant */
            kind: "shared-mailbox";
            id: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        } | {
            /** @constant */
            kind: "ring-group";
            id: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        } | {
            /** @constant */
            kind: "conference";
            id: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        } | {
            /** @constant */
            kind: "receptionist";
            id: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        };
        Device: {
            id: string;
            userId: string;
            label: string;
            kind: components["schemas"]["DeviceKind"];
            macAddress: string | null;
            /** @description Where it stands: emergency calls show that site's number, and tell its contacts */
            siteId: string | null;
            /** @description required: encrypted or not at all; preferred: offered, and taken in the clear; off: in the clear. Where the other side differs the relay stands between. null: as the other side offers it */
            encryption: "required" | "preferred" | "off" | null;
            sipUsername: string;
            version: number;
        };
        DeviceKind: "ip-phone" | "softphone" | "mobile-app" | "browser" | "adapter" | "door-phone";
        DevicePatch: {
            label?: string;
            kind?: components["schemas"]["DeviceKind"];
            macAddress?: string | null;
            /** @description Where it stands: emergency calls show that site's number, and tell its contacts */
            siteId?: string | null;
            /** @description required: encrypted or not at all; preferred: offered, and taken in the clear; off: in the clear. Where the other side differs the relay stands between. null: as the other side offers it */
            encryption?: "required" | "preferred" | "off" | null;
        };
        DeviceSetup: {
            deviceId: string;
            userId: string;
            label: string;
            macAddress: string | null;
            maker: string;
            /** @description waiting = for the phone to read its settings; expired = it didn't in time; fetched = it has read them; registered = and it uses them */
            state: "waiting" | "expired" | "fetched" | "registered";
            /** @description RFC 3339, UTC */
            startedAt: string;
            /** @description Until when the phone may read its settings for the first time */
            openUntil: string;
            fetchedAt: string | null;
            /** @description The address it last read from */
            fetchedFrom: string | null;
            /** @description What the phone is given. A secret: it opens each file once */
            address: string;
        };
        DeviceSetupPage: {
            items: components["schemas"]["DeviceSetup"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        DeviceWithPassword: {
            id: string;
            userId: string;
            label: string;
            kind: components["schemas"]["DeviceKind"];
            macAddress: string | null;
            /** @description Where it stands: emergency calls show that site's number, and tell its contacts */
            siteId: string | null;
            /** @description required: encrypted or not at all; preferred: offered, and taken in the clear; off: in the clear. Where the other side differs the relay stands between. null: as the other side offers it */
            encryption: "required" | "preferred" | "off" | null;
            sipUsername: string;
            version: number;
            /** @description Shown this once */
            sipPassword: string;
            /** @description host:port to register with */
            sipDomain: string;
        };
        DirectoryEntry: {
            userId: string;
            name: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            /** @description busy = in a call, or making one */
            state: "idle" | "ringing" | "busy";
        };
        DirectoryEntryPage: {
            items: components["schemas"]["DirectoryEntry"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        DryRun: {
            /** @constant */
            dryRun: true;
            /** @description settings: these `changes`, and what follows from them. action: something that is no setting, such as a call, a message or a log-in. nothing: all would stay as it is */
            effect: "settings" | "action" | "nothing";
            /** @description Before and after, as the journal would show it */
            changes: components["schemas"]["AuditedChange"][];
            /** @description What the company's seats would cost, where their number would change */
            seats: {
                before: number;
                after: number;
                seatPrice: components["schemas"]["SeatPrice"];
                /** @example 600.00 */
                monthlyBefore: string;
                /** @example 650.00 */
                monthlyAfter: string;
            } | null;
            /** @description Of an import: what would become of each line */
            lines?: {
                /** @description Of the file */
                line: number;
                what: "created" | "changed" | "unchanged";
            }[];
        };
        EmergencyCalledEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "emergency.called";
            /** @description RFC 3339, UTC */
            at: string;
            call?: components["schemas"]["EventCall"];
            userId: string;
            deviceId: string;
            service: string;
            siteId?: string;
            callbackNumber?: string;
        };
        Event: components["schemas"]["CallStartedEvent"] | components["schemas"]["CallRoutedEvent"] | components["schemas"]["CallRingingEvent"] | components["schemas"]["CallAnsweredEvent"] | components["schemas"]["CallTransferredEvent"] | components["schemas"]["CallTransferFailedEvent"] | components["schemas"]["CallEndedEvent"] | components["schemas"]["VoicemailLeftEvent"] | components["schemas"]["VoicemailFullEvent"] | components["schemas"]["VoicemailChangedEvent"] | components["schemas"]["VoicemailLockedEvent"] | components["schemas"]["RegistrationAddedEvent"] | components["schemas"]["RegistrationRemovedEvent"] | components["schemas"]["TrunkNotAuthenticatedEvent"] | components["schemas"]["LoginLockedEvent"] | components["schemas"]["SecurityBannedEvent"] | components["schemas"]["SecurityUnbannedEvent"] | components["schemas"]["RegistrationChangedEvent"] | components["schemas"]["TrunkStateChangedEvent"] | components["schemas"]["SettingChangedEvent"] | components["schemas"]["LimitReachedEvent"] | components["schemas"]["EmergencyCalledEvent"] | components["schemas"]["WebhookDisabledEvent"];
        EventCall: {
            /** @description The same in all events of a call, in its record and in GET /calls */
            id: string;
            /** @description The Call-ID of the caller's leg (RFC 3261 §20.8) */
            callId: string;
            direction: "inbound" | "outbound" | "internal";
            caller: components["schemas"]["EventParty"];
            dialled: string;
            /** @description RFC 3339, UTC */
            startedAt: string;
        };
        EventParty: {
            /** @description E.164, or an extension; left out where it is withheld */
            number?: string;
            name?: string;
            userId?: string;
            deviceId?: string;
            trunkId?: string;
        };
        Fault: {
            /** @description JSON pointer (RFC 6901) into the body, or the name of a parameter */
            field: string;
            /** @description What is wrong, as a sentence */
            detail: string;
            /**
             * @description Stable, for programs and translations
             * @example too-long
             */
            code: string;
            /** @description What a sentence of this code is filled in with */
            params?: {
                [key: string]: string | number;
            };
        };
        FirstAdministrator: {
            name: string;
            /** @example alice@example.com */
            email: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            /** @description Stored hashed */
            password: string;
        };
        ForwardingSettings: {
            enabled: boolean;
            /** @description A public number or an extension of the company */
            number: string | null;
            /** @description The user's own phones ring too */
            ringDevices: boolean;
            /** @description The callee must press 1 to accept */
            requireKeyPress: boolean;
        };
        ForwardingSettingsPatch: {
            enabled?: boolean;
            /** @description A public number or an extension of the company */
            number?: string | null;
            /** @description The user's own phones ring too */
            ringDevices?: boolean;
            /** @description The callee must press 1 to accept */
            requireKeyPress?: boolean;
        };
        FreeExtensions: {
            /** @description The first one; null = all are taken */
            extension: string | null;
            /** @description So many as were asked for, where there are */
            items: string[];
        };
        GivenNumber: {
            /**
             * @description Public number in E.164 form
             * @example +33170000001
             */
            number: string;
        };
        GivenNumberPage: {
            items: components["schemas"]["GivenNumber"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        Hours: {
            /**
             * @description IANA name; null = the company's
             * @example Europe/Paris
             */
            timeZone: string | null;
            /** @description When it is open each week; null = always */
            weekly: {
                day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
                /** @example 09:00 */
                from: string;
                /**
                 * @description Later the same day
                 * @example 17:30
                 */
                to: string;
            }[] | null;
            /** @description Closed on the public holidays of this country; null = on none */
            holidays: {
                /** @example FR */
                country: string;
                /**
                 * @description The part of the country, as ISO 3166-2 has it without the country
                 * @example BY
                 */
                state: string | null;
            } | null;
            /** @description Days with hours of their own, holidays or not; the first that fits counts */
            specialDays: {
                /** @example 2026-12-24 */
                from: string;
                /** @example 2026-12-24 */
                to: string;
                name: string;
                /** @description When it is open on these days; none = closed */
                hours: {
                    /** @example 09:00 */
                    from: string;
                    /**
                     * @description Later the same day
                     * @example 17:30
                     */
                    to: string;
                }[];
            }[];
        };
        HoursPatch: {
            /**
             * @description IANA name; null = the company's
             * @example Europe/Paris
             */
            timeZone?: string | null;
            /** @description When it is open each week; null = always */
            weekly?: {
                day: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
                /** @example 09:00 */
                from: string;
                /**
                 * @description Later the same day
                 * @example 17:30
                 */
                to: string;
            }[] | null;
            /** @description Closed on the public holidays of this country; null = on none */
            holidays?: {
                /** @example FR */
                country: string;
                /**
                 * @description The part of the country, as ISO 3166-2 has it without the country
                 * @example BY
                 */
                state: string | null;
            } | null;
            /** @description Days with hours of their own, holidays or not; the first that fits counts */
            specialDays?: {
                /** @example 2026-12-24 */
                from: string;
                /** @example 2026-12-24 */
                to: string;
                name: string;
                /** @description When it is open on these days; none = closed */
                hours: {
                    /** @example 09:00 */
                    from: string;
                    /**
                     * @description Later the same day
                     * @example 17:30
                     */
                    to: string;
                }[];
            }[];
        };
        InventoryNumber: {
            /**
             * @description Public number in E.164 form
             * @example +33170000001
             */
            number: string;
            /** @description The company that has it; null = free */
            tenantId: string | null;
            tenantName: string | null;
            /** @description The company leads it somewhere */
            inUse: boolean;
            /** @description For the provider: which carrier, which contract */
            note: string | null;
            /** @description null for numbers of companies of before there was an inventory */
            addedAt: string | null;
        };
        InventoryNumberPage: {
            items: components["schemas"]["InventoryNumber"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        InventoryNumberPatch: {
            /** @description The company that has it; null = free */
            tenantId?: string | null;
            /** @description For the provider: which carrier, which contract */
            note?: string | null;
        };
        InventoryNumbers: {
            items: components["schemas"]["InventoryNumber"][];
        };
        KeptRecord: {
            fields: {
                [key: string]: unknown;
            };
            /** @description What it had and this document has not: made anew, or unset */
            secrets: string[];
        };
        Language: "fr" | "en";
        LimitBounds: {
            /** @description Countries that may be called */
            countries?: string[];
            simultaneousCalls?: number;
            callsPerHour?: number;
            callsPerDay?: number;
            /** @description Whether numbers may be called that cost more than a call */
            premiumNumbers?: boolean;
        };
        LimitReachedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "limit.reached";
            /** @description RFC 3339, UTC */
            at: string;
            limit: string;
            most?: number;
        };
        LimitUsage: {
            kind: "countries" | "premiumNumbers" | "simultaneousCalls" | "callsPerHour" | "callsPerDay";
            /** @description The limit; null where it is none of a count */
            most: number | null;
            /** @description Calls that count now */
            used: number | null;
            /** @description When a call ran into it, within the last hour */
            reachedAt: string | null;
            liftedUntil: string | null;
        };
        LimitUsages: {
            items: components["schemas"]["LimitUsage"][];
        };
        Liveness: {
            alive: boolean;
        };
        LogInWays: {
            /** @description The provider of log-ins, and the page that a browser begins at; null: there is none */
            openId: {
                name: string;
                begin: string;
            } | null;
        };
        Login: {
            email: string;
            password: string;
        };
        LoginLockedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "login.locked";
            /** @description RFC 3339, UTC */
            at: string;
            userId: string;
            address: string;
            /** @description RFC 3339, UTC */
            until: string;
            scope: string;
        };
        MailboxLock: {
            lockedUntil: string | null;
        };
        Me: {
            role: components["schemas"]["Role"];
            /** @description null for a token of the tenant */
            user: components["schemas"]["UserOverview"] | null;
            company: components["schemas"]["OwnCompany"];
            /** @description What the asker may do */
            permissions: components["schemas"]["Permission"][];
            /** @description What the user proves themselves with beside the password; null for a token */
            secondFactor: {
                totp: boolean;
                passkeys: number;
                recoveryCodes: number;
            } | null;
            /** @description The provider acts for the company, and until when; null for all others */
            actingUntil: string | null;
            /** @description The id of this log-in; null for a token */
            session: string | null;
        };
        NewAllowedSource: {
            /**
             * @description An IP address or a CIDR block
             * @example 198.51.100.0/24
             */
            block: string;
        };
        NewAuthenticator: {
            /** @description Base32, to be typed; shown this once */
            secret: string;
            /** @description otpauth://…, to be shown as a QR code; shown this once */
            uri: string;
        };
        NewCall: {
            /**
             * @description As a phone would dial it: an extension, a number, a feature code
             * @example 1002
             * @example +33612345678
             * @example 0612345678
             */
            to: string;
            /** @description Whose phones ring first; the asker's, if not given */
            userId?: string;
            /** @description Asks the phone to answer by itself, where it can and its owner allows it */
            autoAnswer?: boolean;
        };
        /** @description A company and its administrator */
        NewCompany: {
            name: string;
            /** @example FR */
            country: string;
            /**
             * @description IANA name
             * @example Europe/Paris
             */
            timeZone: string;
            language: components["schemas"]["Language"];
            seatPrice?: components["schemas"]["SeatPrice"];
            limits?: {
                /** @description Countries that may be called */
                countries?: string[];
                simultaneousCalls?: number;
                callsPerHour?: number;
                callsPerDay?: number;
                /** @description Whether numbers may be called that cost more than a call */
                premiumNumbers?: boolean;
            };
            limitBounds?: components["schemas"]["LimitBounds"];
            admin: components["schemas"]["FirstAdministrator"];
        };
        NewConference: {
            name: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            /** @description 4 to 10 digits that let in; null = callers are not asked */
            pin?: string | null;
            /** @description Lets in as a moderator; null = there is none */
            moderatorPin?: string | null;
            /** @description So many participants at most */
            maxMembers?: number;
            /** @description All hear when a participant comes or goes */
            announce?: boolean;
            /** @description Participants hear, and are not heard; moderators are */
            muteOnEntry?: boolean;
            /** @description Participants don't hear each other before a moderator is there */
            waitForModerator?: boolean;
            /** @description All participants leave with the last moderator */
            endsWithModerator?: boolean;
        };
        NewDevice: {
            label: string;
            kind: components["schemas"]["DeviceKind"];
            macAddress?: string | null;
            /** @description Where it stands: emergency calls show that site's number, and tell its contacts */
            siteId?: string | null;
            /** @description required: encrypted or not at all; preferred: offered, and taken in the clear; off: in the clear. Where the other side differs the relay stands between. null: as the other side offers it */
            encryption?: "required" | "preferred" | "off" | null;
        };
        NewDeviceSetup: {
            /**
             * @description Of GET /phone-makers
             * @example yealink
             */
            maker: string;
            macAddress?: string | null;
        };
        NewInventoryNumbers: {
            numbers: string[];
            /** @description For the provider: which carrier, which contract */
            note?: string | null;
            /** @description The company that has it; null = free */
            tenantId?: string | null;
        };
        NewPasskey: {
            ticket: string;
            name: string;
            /** @description RegistrationResponseJSON of the browser */
            response: {
                [key: string]: unknown;
            };
        };
        NewPhoneNumber: {
            /**
             * @description Public number in E.164 form
             * @example +33170000001
             */
            number: string;
            /** @description null = none: the number is unassigned */
            destination?: components["schemas"]["Destination"] | null;
        };
        NewReceptionist: {
            name: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            language?: components["schemas"]["Language"];
            /** @description Where each key leads */
            keys?: {
                0?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                1?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                2?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                3?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                4?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                5?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                6?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                7?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                8?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                9?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                "*"?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                "#"?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
            };
            /** @description Callers may dial any extension of the company */
            dialByExtension?: boolean;
            /** @description How often a caller is asked before the call goes where `onNoInput` and `onBadInput` say */
            tries?: number;
            /** @description How long a caller may think */
            waitSeconds?: number;
            /** @description How long a caller who presses nothing is asked, greetings included, before the call goes where `onNoInput` says; 20, or `waitSeconds` where that is longer, unless set. A greeting is heard once to its end */
            noInputSeconds?: number;
            hours?: components["schemas"]["HoursPatch"];
            closedNow?: components["schemas"]["ClosedNow"];
            whenClosed?: components["schemas"]["Overflow"];
            onNoInput?: components["schemas"]["Overflow"];
            onBadInput?: components["schemas"]["Overflow"];
        };
        NewRecoveryCodes: {
            /** @description Shown this once, each for one log-in without the device; null: those of before go on */
            recoveryCodes: string[] | null;
        };
        NewRingGroup: {
            name: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            /** @description In the order of ringing */
            members?: string[];
            /** @description All at once, one after the other, or the same beginning with another member each time */
            strategy?: "simultaneous" | "sequential" | "round-robin";
            /** @description How long the group rings altogether */
            ringTimeSeconds?: number;
            /** @description How long one member rings before the next */
            memberTimeSeconds?: number;
            overflow?: components["schemas"]["Overflow"];
            /** @description A member who forwards calls is called where they forward to */
            useMemberForwarding?: boolean;
        };
        NewSharedMailbox: {
            name: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            language?: components["schemas"]["Language"];
            /** @description Whose phones show it (MWI), and who open it from their own phones without the PIN */
            members?: string[];
            /** @description The members of this group share it too, those of the time */
            ringGroup?: string | null;
            /** @description Who is told of a new message by e-mail; none = no e-mail */
            emails?: string[];
            afterEmail?: components["schemas"]["AfterEmail"];
            /** @description The caller who left a message may be called back, within the limits */
            callBack?: boolean;
            /** @description 4 to 10 digits, stored hashed; null = it opens for its members only */
            pin?: string | null;
        };
        NewSite: {
            name: string;
            /**
             * @description Where rescuers must come to: street, floor, door
             * @example 12 rue de la Paix, 75002 Paris, 3rd floor
             */
            address: string;
            /** @description The number of the tenant that emergency calls from here show; null = the caller's own */
            emergencyCallerId?: string | null;
            /** @description Told by e-mail of emergency calls from here, besides the administrators */
            contacts?: string[];
        };
        NewSuspension: {
            reason?: string | null;
            /** @description Whether calls that go on end too; false if not given. Calls for help never do */
            endCalls?: boolean;
        };
        NewToken: {
            name: string;
            role?: components["schemas"]["Role"];
            /** @description Whose token it is; null = the tenant's */
            userId?: string | null;
            scopes?: ("read" | "write" | "calls" | "voicemail" | "access")[];
            /** Format: date-time */
            expiresAt?: string;
        };
        NewTrunk: {
            name: string;
            host: string;
            port?: number;
            transport?: "udp" | "tcp";
            username?: string | null;
            password?: string | null;
            /**
             * @description IP addresses or CIDR blocks whose calls are this trunk's
             * @example [
             *       "198.51.100.7",
             *       "2001:db8::/48"
             *     ]
             */
            trustedAddresses?: string[];
            /** @description We register with the provider */
            register?: boolean;
            /** @description Whether a forwarded call may show the original caller's number */
            callerIdPolicy?: "tenant" | "original";
            numberFormat?: "e164-plus" | "e164" | "national";
            /** @description Simultaneous calls; null = unlimited */
            capacity?: number | null;
            /** @description Lowest first */
            priority?: number;
            enabled?: boolean;
            /** @description How often the provider is asked whether it is there (OPTIONS); 0 = never */
            healthCheckSeconds?: 0 | number;
            /** @description Phones of the company register from the trunk's addresses too: an office and its trunk behind one NAT. Otherwise 403 */
            sharedWithPhones?: boolean;
            /** @description Whether its calls' audio goes through the RTP relay: always; auto, where a party is behind NAT or encryption differs; never */
            relay?: "always" | "auto" | "never";
            /** @description required: encrypted or not at all; preferred: offered, and taken in the clear; off: in the clear. Where the other side differs the relay stands between. null: as the other side offers it */
            encryption?: "required" | "preferred" | "off" | null;
        };
        NewUser: {
            name: string;
            /** @example alice@example.com */
            email: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            role?: components["schemas"]["Role"];
            language?: components["schemas"]["Language"];
            outboundCallerId?: components["schemas"]["OutboundCallerId"];
            /** @description Direct numbers; those the tenant hasn't got yet are added */
            phoneNumbers?: string[];
            doNotDisturb?: boolean;
            voicemail?: {
                enabled?: boolean;
                /** @description How long the phones ring first; 0 = straight to voicemail */
                answerTimeSeconds?: 0 | number;
                emailNotification?: boolean;
                afterEmail?: components["schemas"]["AfterEmail"];
                /** @description The caller who left a message may be called back from the mailbox, within the limits */
                callBack?: boolean;
                /** @description 4 to 10 digits; stored hashed */
                pin?: string;
            };
            forwarding?: components["schemas"]["ForwardingSettingsPatch"];
            device?: components["schemas"]["NewDevice"];
            /** @description Stored hashed */
            password?: string;
            /** @description Send the link by which the user sets their password; it works for 7 days */
            invite?: boolean;
        };
        NewWebhook: {
            name: string;
            /**
             * @description Where events are posted to; redirects are not followed
             * @example https://crm.example.com/telephone
             */
            url: string;
            /** @description The events that are delivered; null = all */
            events?: ("call.started" | "call.routed" | "call.ringing" | "call.answered" | "call.transferred" | "call.transfer-failed" | "call.ended" | "voicemail.left" | "voicemail.changed" | "voicemail.full" | "voicemail.locked" | "registration.added" | "registration.removed" | "registration.changed" | "login.locked" | "trunk.not-authenticated" | "trunk.state-changed" | "security.banned" | "security.unbanned" | "setting.changed" | "limit.reached" | "emergency.called" | "webhook.disabled")[] | null;
            enabled?: boolean;
        };
        OngoingCall: {
            id: string;
            direction: components["schemas"]["CallDirection"];
            /** @description The caller's number or extension; empty when withheld */
            caller: string;
            dialled: string;
            state: "ringing" | "answered" | "voicemail";
            /** @description RFC 3339, UTC */
            startedAt: string;
        };
        OngoingCallPage: {
            items: components["schemas"]["OngoingCall"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        OpeningState: {
            at: string;
            timeZone: string;
            open: boolean;
            because: {
                /** @constant */
                kind: "by-hand";
            } | {
                /** @constant */
                kind: "special-day";
                name: string;
            } | {
                /** @constant */
                kind: "holiday";
                name: string;
            } | {
                /** @constant */
                kind: "hours";
            };
            /** @description When it opens or closes next, RFC 3339 UTC; null = not within a year */
            nextChange: string | null;
        };
        /** @description A number of the tenant, withheld, or null = the tenant's main number */
        OutboundCallerId: string | "withheld" | null;
        /** @description Where an unanswered call goes; null = it is refused */
        Overflow: {
            /** @constant */
            kind: "user";
            id: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        } | {
            /** @constant */
            kind: "mailbox";
            id: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        } | {
            /** @constant */
            kind: "shared-mailbox";
            id: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        } | {
            /** @constant */
            kind: "ring-group";
            id: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        } | {
            /** @constant */
            kind: "conference";
            id: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        } | {
            /** @constant */
            kind: "receptionist";
            id: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        } | components["schemas"]["ToOutside"] | null;
        OwnCompany: {
            id: string;
            name: string;
            /** @example FR */
            country: string;
            /**
             * @description IANA name
             * @example Europe/Paris
             */
            timeZone: string;
            language: components["schemas"]["Language"];
            /** @description Shown by calls of users without a caller ID of their own */
            mainNumber: string | null;
            /**
             * @description ISO 4217
             * @example EUR
             */
            currency: string;
        };
        ParkedCall: {
            /**
             * @description Dialled by any phone of the company, it takes the call
             * @example 701
             */
            slot: string;
            /** @description Number or extension; null = withheld */
            caller: string | null;
            callerName: string | null;
            parkedBy: string | null;
            /** @description RFC 3339, UTC */
            parkedAt: string;
        };
        ParkedCallPage: {
            items: components["schemas"]["ParkedCall"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        Passkey: {
            id: string;
            name: string;
            /** @description Where it works: the host of the portal when it was made */
            host: string;
            /** Format: date-time */
            createdAt: string;
            lastUsedAt: string | null;
        };
        PasskeyChallenge: {
            ticket: string;
            /** @description PublicKeyCredentialRequestOptionsJSON */
            options: {
                [key: string]: unknown;
            };
        };
        PasskeyLogIn: {
            ticket: string;
            /** @description AuthenticationResponseJSON (WebAuthn), as the browser gives it */
            passkey: {
                [key: string]: unknown;
            };
        };
        PasskeyOptions: {
            ticket: string;
            /** @description PublicKeyCredentialCreationOptionsJSON */
            options: {
                [key: string]: unknown;
            };
        };
        PasswordProof: {
            currentPassword: string;
        };
        PasswordReset: {
            /** @example alice@example.com */
            email: string;
        };
        Permission: "own" | "company" | "tokens" | "numbers" | "bans";
        PersonalDataErased: {
            /** @description Settings of others that have the person's name or number in them: they are left as they are */
            stillNamedIn: {
                kind: string;
                id: string;
            }[];
        };
        PhoneMaker: {
            /** @example yealink */
            id: string;
            /** @example Yealink */
            name: string;
            /** @description Its phones ask with their MAC address */
            needsMacAddress: boolean;
            /** @description What the phone is given: folder = typed into its web page, or by DHCP; file = an address; qr = scanned */
            start: "folder" | "file" | "qr";
            /** @description It can be told to read its settings again */
            rereads: boolean;
        };
        PhoneMakerPage: {
            items: components["schemas"]["PhoneMaker"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        PhoneNumber: {
            /**
             * @description Public number in E.164 form
             * @example +33170000001
             */
            number: string;
            /** @description null = none: the number is unassigned */
            destination: components["schemas"]["Destination"] | null;
            version: number;
        };
        PhoneNumberPage: {
            items: components["schemas"]["PhoneNumber"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        PhoneNumberPatch: {
            /** @description null = none: the number is unassigned */
            destination: components["schemas"]["Destination"] | null;
        };
        Problem: {
            /** @description Always about:blank: `code` says more */
            type: string;
            title: string;
            status: number;
            /** @description What is wrong and what to do, for a person */
            detail: string;
            /**
             * @description Stable, for programs
             * @example SW_SETTING_TAKEN
             */
            code: string;
            errors?: components["schemas"]["Fault"][];
            /** @description With SW_VERSION_CONFLICT */
            currentVersion?: number;
            /** @description With SW_SETTING_IN_USE: what still points at it */
            usedBy?: {
                kind: string;
                id: string;
                label: string;
            }[];
            /** @description With SW_CHANGED_SINCE: what later changes have touched */
            changedSince?: {
                kind: string;
                id: string;
                /** @description JSON pointer into it; "" = all of it: it was removed, or made again */
                field: string;
            }[];
        };
        Readiness: {
            ready: boolean;
            parts: {
                [key: string]: boolean;
            };
        };
        Receptionist: {
            id: string;
            name: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            language: components["schemas"]["Language"];
            /** @description Where each key leads */
            keys: {
                0?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                1?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                2?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                3?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                4?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                5?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                6?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                7?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                8?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                9?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                "*"?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                "#"?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
            };
            /** @description Callers may dial any extension of the company */
            dialByExtension: boolean;
            /** @description How often a caller is asked before the call goes where `onNoInput` and `onBadInput` say */
            tries: number;
            /** @description How long a caller may think */
            waitSeconds: number;
            hours: components["schemas"]["Hours"];
            closedNow: components["schemas"]["ClosedNow"];
            whenClosed: components["schemas"]["Overflow"];
            onNoInput: components["schemas"]["Overflow"];
            onBadInput: components["schemas"]["Overflow"];
            /** @description How long a caller who presses nothing is asked, greetings included, before the call goes where `onNoInput` says; 20, or `waitSeconds` where that is longer, unless set. A greeting is heard once to its end */
            noInputSeconds: number;
            version: number;
        };
        ReceptionistPage: {
            items: components["schemas"]["Receptionist"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        ReceptionistPatch: {
            name?: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension?: string;
            language?: components["schemas"]["Language"];
            /** @description Where each key leads */
            keys?: {
                0?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                1?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                2?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                3?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                4?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                5?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                6?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                7?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                8?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                9?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                "*"?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
                "#"?: {
                    /** @constant */
                    kind: "user";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "shared-mailbox";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "ring-group";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "conference";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | {
                    /** @constant */
                    kind: "receptionist";
                    id: string;
                    /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
                    readonly label?: string;
                } | components["schemas"]["ToOutside"] | {
                    /** @constant */
                    kind: "repeat";
                } | {
                    /** @constant */
                    kind: "dial-by-name";
                };
            };
            /** @description Callers may dial any extension of the company */
            dialByExtension?: boolean;
            /** @description How often a caller is asked before the call goes where `onNoInput` and `onBadInput` say */
            tries?: number;
            /** @description How long a caller may think */
            waitSeconds?: number;
            hours?: components["schemas"]["HoursPatch"];
            closedNow?: components["schemas"]["ClosedNow"];
            whenClosed?: components["schemas"]["Overflow"];
            onNoInput?: components["schemas"]["Overflow"];
            onBadInput?: components["schemas"]["Overflow"];
            /** @description How long a caller who presses nothing is asked, greetings included, before the call goes where `onNoInput` says; 20, or `waitSeconds` where that is longer, unless set. A greeting is heard once to its end */
            noInputSeconds?: number;
        };
        RegisteredDevice: {
            id: string;
            userId: string;
            label: string;
            kind: components["schemas"]["DeviceKind"];
            macAddress: string | null;
            /** @description Where it stands: emergency calls show that site's number, and tell its contacts */
            siteId: string | null;
            /** @description required: encrypted or not at all; preferred: offered, and taken in the clear; off: in the clear. Where the other side differs the relay stands between. null: as the other side offers it */
            encryption: "required" | "preferred" | "off" | null;
            sipUsername: string;
            version: number;
            registrations: components["schemas"]["Registration"][];
        };
        RegisteredDevicePage: {
            items: components["schemas"]["RegisteredDevice"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        Registration: {
            /** @description The URI that the phone registered */
            contact: string;
            /** @description Where it registered from, address:port */
            address: string;
            transport: string;
            userAgent: string;
            /** @description RFC 3339, UTC */
            expiresAt: string;
        };
        RegistrationAddedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "registration.added";
            /** @description RFC 3339, UTC */
            at: string;
            userId: string;
            deviceId: string;
            contact: string;
            address: string;
            transport: string;
            userAgent: string;
            /** @description RFC 3339, UTC */
            expiresAt: string;
        };
        RegistrationChangedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "registration.changed";
            /** @description RFC 3339, UTC */
            at: string;
            userId: string;
            deviceId: string;
            /** @description Whether any phone is registered as this device now */
            online: boolean;
        };
        RegistrationRemovedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "registration.removed";
            /** @description RFC 3339, UTC */
            at: string;
            userId: string;
            deviceId: string;
            contact: string;
            because: string;
        };
        RetentionBound: {
            least?: number;
            most?: number;
        };
        RetentionBounds: {
            callRecordDays?: components["schemas"]["RetentionBound"];
            traceDays?: components["schemas"]["RetentionBound"];
            messageDays?: components["schemas"]["RetentionBound"];
            journalDays?: components["schemas"]["RetentionBound"];
            eventDays?: components["schemas"]["RetentionBound"];
        };
        RingGroup: {
            id: string;
            name: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            /** @description In the order of ringing */
            members: string[];
            /** @description All at once, one after the other, or the same beginning with another member each time */
            strategy: "simultaneous" | "sequential" | "round-robin";
            /** @description How long the group rings altogether */
            ringTimeSeconds: number;
            /** @description How long one member rings before the next */
            memberTimeSeconds: number;
            overflow: components["schemas"]["Overflow"];
            /** @description A member who forwards calls is called where they forward to */
            useMemberForwarding: boolean;
            version: number;
        };
        RingGroupPage: {
            items: components["schemas"]["RingGroup"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        RingGroupPatch: {
            name?: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension?: string;
            /** @description In the order of ringing */
            members?: string[];
            /** @description All at once, one after the other, or the same beginning with another member each time */
            strategy?: "simultaneous" | "sequential" | "round-robin";
            /** @description How long the group rings altogether */
            ringTimeSeconds?: number;
            /** @description How long one member rings before the next */
            memberTimeSeconds?: number;
            overflow?: components["schemas"]["Overflow"];
            /** @description A member who forwards calls is called where they forward to */
            useMemberForwarding?: boolean;
        };
        Role: "admin" | "user";
        RoutingAnswer: {
            /** @description What would happen, step by step */
            plan: unknown;
            /** @description The rules that were asked, in their order, and what they said */
            decisions: components["schemas"]["RoutingDecision"][];
            /** @description Those on the path, as they stand at that time */
            receptionists: {
                receptionistId: string;
                open: boolean;
                because: string;
            }[];
        };
        RoutingDecision: {
            rule: string;
            input: {
                [key: string]: unknown;
            };
            result: string;
        };
        RoutingQuestion: {
            /** @description A person of the company, on one of their phones or on none; or a number that a trunk brings, null = withheld */
            from: {
                userId: string;
                deviceId?: string;
            } | {
                trunkId: string;
                number: string | null;
            };
            /**
             * @description As it is dialled
             * @example +33170000001
             * @example 1001
             */
            to: string;
            /** @description RFC 3339: for opening hours; now if not given */
            at?: string;
        };
        SeatPrice: {
            /** @example 12.50 */
            amount: string;
            /**
             * @description ISO 4217
             * @example EUR
             */
            currency: string;
        };
        SecondFactorProof: {
            ticket: string;
            /** @description Of the app, or a recovery code */
            code?: string;
            /** @description AuthenticationResponseJSON (WebAuthn), as the browser gives it */
            passkey?: {
                [key: string]: unknown;
            };
        };
        SecondFactorState: {
            /** @description Codes of an authenticator app */
            totp: boolean;
            /** @description How many are left */
            recoveryCodes: number;
            passkeys: components["schemas"]["Passkey"][];
        };
        SecondStep: {
            /** @description For POST /sessions/second-factor, within 5 minutes */
            ticket: string;
            methods: ("totp" | "recovery-code" | "passkey")[];
            /** @description PublicKeyCredentialRequestOptionsJSON (WebAuthn), where one may be used here */
            passkey: {
                [key: string]: unknown;
            } | null;
        };
        SecurityBannedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "security.banned";
            /** @description RFC 3339, UTC */
            at: string;
            /** @description An IPv4 address, or an IPv6 /64 */
            source: string;
            reason: string;
            /** @description RFC 3339, UTC */
            until: string;
            times: number;
        };
        SecurityUnbannedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "security.unbanned";
            /** @description RFC 3339, UTC */
            at: string;
            source: string;
            because: string;
        };
        SentLink: {
            /** @example alice@example.com */
            email: string;
            /**
             * Format: date-time
             * @description Until when the link works, if the e-mail goes out at once
             */
            expiresAt: string;
        };
        Session: {
            id: string;
            /** @description The session by which this was asked */
            current: boolean;
            browser: string | null;
            system: string | null;
            address: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            lastSeenAt: string;
            /**
             * Format: date-time
             * @description Unless it is used before
             */
            expiresAt: string;
        };
        SessionPage: {
            items: components["schemas"]["Session"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        SettingChangedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "setting.changed";
            /** @description RFC 3339, UTC */
            at: string;
            resource: string;
            resourceId: string;
            change: string;
            version: number;
        };
        SharedMailbox: {
            id: string;
            name: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            language: components["schemas"]["Language"];
            /** @description Whose phones show it (MWI), and who open it from their own phones without the PIN */
            members: string[];
            /** @description The members of this group share it too, those of the time */
            ringGroup: string | null;
            /** @description Who is told of a new message by e-mail; none = no e-mail */
            emails: string[];
            afterEmail: components["schemas"]["AfterEmail"];
            /** @description The caller who left a message may be called back, within the limits */
            callBack: boolean;
            hasPin: boolean;
            version: number;
        };
        SharedMailboxPage: {
            items: components["schemas"]["SharedMailbox"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        SharedMailboxPatch: {
            name?: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension?: string;
            language?: components["schemas"]["Language"];
            /** @description Whose phones show it (MWI), and who open it from their own phones without the PIN */
            members?: string[];
            /** @description The members of this group share it too, those of the time */
            ringGroup?: string | null;
            /** @description Who is told of a new message by e-mail; none = no e-mail */
            emails?: string[];
            afterEmail?: components["schemas"]["AfterEmail"];
            /** @description The caller who left a message may be called back, within the limits */
            callBack?: boolean;
            /** @description 4 to 10 digits, stored hashed; null = it opens for its members only */
            pin?: string | null;
        };
        SharedSetupAddress: {
            /** @description For options 66 and 160 of a DHCP server; null: there is none. A secret of the company's network */
            address: string | null;
        };
        Site: {
            id: string;
            name: string;
            /**
             * @description Where rescuers must come to: street, floor, door
             * @example 12 rue de la Paix, 75002 Paris, 3rd floor
             */
            address: string;
            /** @description The number of the tenant that emergency calls from here show; null = the caller's own */
            emergencyCallerId: string | null;
            /** @description Told by e-mail of emergency calls from here, besides the administrators */
            contacts: string[];
            version: number;
        };
        SitePage: {
            items: components["schemas"]["Site"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        SitePatch: {
            name?: string;
            /**
             * @description Where rescuers must come to: street, floor, door
             * @example 12 rue de la Paix, 75002 Paris, 3rd floor
             */
            address?: string;
            /** @description The number of the tenant that emergency calls from here show; null = the caller's own */
            emergencyCallerId?: string | null;
            /** @description Told by e-mail of emergency calls from here, besides the administrators */
            contacts?: string[];
        };
        StartedCall: {
            id: string;
        };
        StreamedEvent: components["schemas"]["Event"] | components["schemas"]["UserStateChangedEvent"];
        Suspension: {
            /** Format: date-time */
            since: string;
            reason: string | null;
        };
        Tenant: {
            id: string;
            name: string;
            /** @example FR */
            country: string;
            /**
             * @description IANA name
             * @example Europe/Paris
             */
            timeZone: string;
            language: components["schemas"]["Language"];
            /** @description Shown by calls of users without a caller ID of their own */
            mainNumber: string | null;
            seatPrice: components["schemas"]["SeatPrice"];
            /** @description Callers whose calls are not taken, whatever else is set */
            blockList: {
                numbers: string[];
                /** @description What blocked callers get: 603, the mailbox (603 where there is none), or a polite announcement before the 603 */
                outcome: "reject" | "voicemail" | "announcement";
            };
            /** @description Callers who hide their number hear that they must show it (433, RFC 5079) */
            rejectAnonymous: boolean;
            parking: {
                /** @description How many calls can be parked: from 701 on */
                slots: number;
                /** @description After so long the call comes back to the user who parked it */
                waitSeconds: number;
            };
            sessionTimer: {
                /** @description Within so many seconds each side of a call says that it is still there (RFC 4028); 0 = none is asked */
                seconds: 0 | number;
                minimumSeconds: number;
            };
            /** @description A call at the media server (mailbox, menu, conference) ends after so many seconds without a packet, unless it is on hold; 0 = never */
            mediaTimeoutSeconds: 0 | number;
            /** @description The party that is put on hold hears the system's music; off: what the phone that holds plays, or nothing */
            holdMusic: boolean;
            /** @description A message in which nothing is said is none, and one loses the silence at its end; off: what is recorded is kept as it is */
            discardSilence: boolean;
            /** @description For so many days records of calls are kept */
            callRecordDays: number;
            /** @description For so many days, and never longer than its record, it is kept how a call was decided and signalled */
            traceDays: number;
            /** @description For so many days messages in mailboxes are kept; null = until they are deleted */
            messageDays: number | null;
            /** @description For so many days the journal keeps who changed which setting */
            journalDays: number;
            /** @description For so many days programs that were cut off find events that they have missed */
            eventDays: number;
            limits: components["schemas"]["TenantLimits"];
            /** @description An administrator wants the portal to offer the first set-up no more */
            setUpDone: boolean;
            version: number;
        };
        TenantLimits: {
            /** @description Countries that may be called */
            countries: string[];
            simultaneousCalls: number;
            callsPerHour: number;
            callsPerDay: number;
            /** @description Whether numbers may be called that cost more than a call */
            premiumNumbers: boolean;
        };
        TenantPatch: {
            name?: string;
            /** @example FR */
            country?: string;
            /**
             * @description IANA name
             * @example Europe/Paris
             */
            timeZone?: string;
            language?: components["schemas"]["Language"];
            /** @description Shown by calls of users without a caller ID of their own */
            mainNumber?: string | null;
            seatPrice?: components["schemas"]["SeatPrice"];
            blockList?: {
                numbers?: string[];
                /** @description What blocked callers get: 603, the mailbox (603 where there is none), or a polite announcement before the 603 */
                outcome?: "reject" | "voicemail" | "announcement";
            };
            /** @description Callers who hide their number hear that they must show it (433, RFC 5079) */
            rejectAnonymous?: boolean;
            parking?: {
                /** @description How many calls can be parked: from 701 on */
                slots?: number;
                /** @description After so long the call comes back to the user who parked it */
                waitSeconds?: number;
            };
            sessionTimer?: {
                /** @description Within so many seconds each side of a call says that it is still there (RFC 4028); 0 = none is asked */
                seconds?: 0 | number;
                minimumSeconds?: number;
            };
            /** @description A call at the media server (mailbox, menu, conference) ends after so many seconds without a packet, unless it is on hold; 0 = never */
            mediaTimeoutSeconds?: 0 | number;
            /** @description The party that is put on hold hears the system's music; off: what the phone that holds plays, or nothing */
            holdMusic?: boolean;
            /** @description A message in which nothing is said is none, and one loses the silence at its end; off: what is recorded is kept as it is */
            discardSilence?: boolean;
            /** @description For so many days records of calls are kept */
            callRecordDays?: number;
            /** @description For so many days, and never longer than its record, it is kept how a call was decided and signalled */
            traceDays?: number;
            /** @description For so many days messages in mailboxes are kept; null = until they are deleted */
            messageDays?: number | null;
            /** @description For so many days the journal keeps who changed which setting */
            journalDays?: number;
            /** @description For so many days programs that were cut off find events that they have missed */
            eventDays?: number;
            limits?: {
                /** @description Countries that may be called */
                countries?: string[];
                simultaneousCalls?: number;
                callsPerHour?: number;
                callsPerDay?: number;
                /** @description Whether numbers may be called that cost more than a call */
                premiumNumbers?: boolean;
            };
            /** @description An administrator wants the portal to offer the first set-up no more */
            setUpDone?: boolean;
        };
        /** @description A public number, called over a trunk */
        ToOutside: {
            /** @constant */
            kind: "outside";
            /**
             * @description Public number in E.164 form
             * @example +33170000001
             */
            number: string;
            /** @description The name of what it leads to, or the number outside; in every answer, ignored in requests */
            readonly label?: string;
        };
        Token: {
            id: string;
            name: string;
            role: components["schemas"]["Role"];
            /** @description Whose token it is; null = the tenant's */
            userId: string | null;
            /** @description RFC 3339, UTC */
            createdAt: string;
            /** @description What it is good for */
            scopes: ("read" | "write" | "calls" | "voicemail" | "access")[];
            /** @description null = never */
            expiresAt: string | null;
            /** @description To the minute */
            lastUsedAt: string | null;
            /** @description The token's last characters; null for tokens of before they were kept */
            lastFour: string | null;
            version: number;
        };
        TokenPage: {
            items: components["schemas"]["Token"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        TokenWithSecret: {
            id: string;
            name: string;
            role: components["schemas"]["Role"];
            /** @description Whose token it is; null = the tenant's */
            userId: string | null;
            /** @description RFC 3339, UTC */
            createdAt: string;
            /** @description What it is good for */
            scopes: ("read" | "write" | "calls" | "voicemail" | "access")[];
            /** @description null = never */
            expiresAt: string | null;
            /** @description To the minute */
            lastUsedAt: string | null;
            /** @description The token's last characters; null for tokens of before they were kept */
            lastFour: string | null;
            version: number;
            /** @description Shown this once; send it as Authorization: Bearer … */
            token: string;
        };
        Trunk: {
            id: string;
            name: string;
            host: string;
            port: number;
            transport: "udp" | "tcp";
            username: string | null;
            /**
             * @description IP addresses or CIDR blocks whose calls are this trunk's
             * @example [
             *       "198.51.100.7",
             *       "2001:db8::/48"
             *     ]
             */
            trustedAddresses: string[];
            /** @description We register with the provider */
            register: boolean;
            /** @description Whether a forwarded call may show the original caller's number */
            callerIdPolicy: "tenant" | "original";
            numberFormat: "e164-plus" | "e164" | "national";
            /** @description Simultaneous calls; null = unlimited */
            capacity: number | null;
            /** @description Lowest first */
            priority: number;
            enabled: boolean;
            /** @description How often the provider is asked whether it is there (OPTIONS); 0 = never */
            healthCheckSeconds: 0 | number;
            /** @description Phones of the company register from the trunk's addresses too: an office and its trunk behind one NAT. Otherwise 403 */
            sharedWithPhones: boolean;
            /** @description Whether its calls' audio goes through the RTP relay: always; auto, where a party is behind NAT or encryption differs; never */
            relay: "always" | "auto" | "never";
            /** @description required: encrypted or not at all; preferred: offered, and taken in the clear; off: in the clear. Where the other side differs the relay stands between. null: as the other side offers it */
            encryption: "required" | "preferred" | "off" | null;
            version: number;
        };
        TrunkNotAuthenticatedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "trunk.not-authenticated";
            /** @description RFC 3339, UTC */
            at: string;
            trunkId: string;
            reason: string;
        };
        TrunkPatch: {
            name?: string;
            host?: string;
            port?: number;
            transport?: "udp" | "tcp";
            username?: string | null;
            /**
             * @description IP addresses or CIDR blocks whose calls are this trunk's
             * @example [
             *       "198.51.100.7",
             *       "2001:db8::/48"
             *     ]
             */
            trustedAddresses?: string[];
            /** @description We register with the provider */
            register?: boolean;
            /** @description Whether a forwarded call may show the original caller's number */
            callerIdPolicy?: "tenant" | "original";
            numberFormat?: "e164-plus" | "e164" | "national";
            /** @description Simultaneous calls; null = unlimited */
            capacity?: number | null;
            /** @description Lowest first */
            priority?: number;
            enabled?: boolean;
            password?: string | null;
            /** @description How often the provider is asked whether it is there (OPTIONS); 0 = never */
            healthCheckSeconds?: 0 | number;
            /** @description Phones of the company register from the trunk's addresses too: an office and its trunk behind one NAT. Otherwise 403 */
            sharedWithPhones?: boolean;
            /** @description Whether its calls' audio goes through the RTP relay: always; auto, where a party is behind NAT or encryption differs; never */
            relay?: "always" | "auto" | "never";
            /** @description required: encrypted or not at all; preferred: offered, and taken in the clear; off: in the clear. Where the other side differs the relay stands between. null: as the other side offers it */
            encryption?: "required" | "preferred" | "off" | null;
        };
        TrunkStateChangedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "trunk.state-changed";
            /** @description RFC 3339, UTC */
            at: string;
            trunkId: string;
            state: "up" | "down" | "unknown";
            reason?: string;
        };
        TrunkStatus: {
            registration: null | {
                state: "registering" | "registered" | "failed";
                /** Format: date-time */
                since: string;
                /** Format: date-time */
                expiresAt?: string;
                reason?: string;
                /** Format: date-time */
                retryAt?: string;
            };
            health: null | {
                state: "up" | "down";
                /** Format: date-time */
                since: string;
            };
            /** @description The provider refuses our credentials, or asks for such as we can't give */
            refusal?: {
                /** Format: date-time */
                since: string;
                /** @example 407 to INVITE: refuses the username or password */
                reason: string;
            };
        };
        TrunkWithStatus: {
            id: string;
            name: string;
            host: string;
            port: number;
            transport: "udp" | "tcp";
            username: string | null;
            /**
             * @description IP addresses or CIDR blocks whose calls are this trunk's
             * @example [
             *       "198.51.100.7",
             *       "2001:db8::/48"
             *     ]
             */
            trustedAddresses: string[];
            /** @description We register with the provider */
            register: boolean;
            /** @description Whether a forwarded call may show the original caller's number */
            callerIdPolicy: "tenant" | "original";
            numberFormat: "e164-plus" | "e164" | "national";
            /** @description Simultaneous calls; null = unlimited */
            capacity: number | null;
            /** @description Lowest first */
            priority: number;
            enabled: boolean;
            /** @description How often the provider is asked whether it is there (OPTIONS); 0 = never */
            healthCheckSeconds: 0 | number;
            /** @description Phones of the company register from the trunk's addresses too: an office and its trunk behind one NAT. Otherwise 403 */
            sharedWithPhones: boolean;
            /** @description Whether its calls' audio goes through the RTP relay: always; auto, where a party is behind NAT or encryption differs; never */
            relay: "always" | "auto" | "never";
            /** @description required: encrypted or not at all; preferred: offered, and taken in the clear; off: in the clear. Where the other side differs the relay stands between. null: as the other side offers it */
            encryption: "required" | "preferred" | "off" | null;
            version: number;
            status: components["schemas"]["TrunkStatus"];
        };
        TrunkWithStatusPage: {
            items: components["schemas"]["TrunkWithStatus"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        Undone: {
            /** @description The journal's id of the undo, which can be undone itself */
            id: number;
            /** @description The id of the change that was undone */
            undoes: number;
            changes: components["schemas"]["AuditedChange"][];
            /** @description Secrets that are not as before, since the journal doesn't hold them: what comes back has none, or a new one that has to be given out again */
            notUndone: {
                kind: string;
                id: string;
                field: string;
            }[];
        };
        User: {
            id: string;
            name: string;
            /** @example alice@example.com */
            email: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            role: components["schemas"]["Role"];
            language: components["schemas"]["Language"];
            doNotDisturb: boolean;
            outboundCallerId: components["schemas"]["OutboundCallerId"];
            /** @description Callers whose calls are not taken, whatever else is set */
            blockList: {
                numbers: string[];
                /** @description What blocked callers get: 603, the mailbox (603 where there is none), or a polite announcement before the 603 */
                outcome: "reject" | "voicemail" | "announcement";
            };
            /** @description Callers who hide their number hear that they must show it (433, RFC 5079) */
            rejectAnonymous: boolean;
            /** @description Off: a user in a call is busy for the next one */
            callWaiting: boolean;
            /** @description In so many calls at once a user is busy; null = there is no such number */
            maxCalls: number | null;
            /** @description Colleagues may take calls that ring here (**extension, *8), or that a phone of theirs names (Replaces) */
            allowPickUp: boolean;
            /** @description One phone that declines (600, 603) declines for all of the user's */
            declineEndsCall: boolean;
            voicemail: components["schemas"]["VoicemailSettings"];
            forwarding: components["schemas"]["ForwardingSettings"];
            version: number;
        };
        UserBulkPatch: {
            name?: string;
            /** @example alice@example.com */
            email?: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension?: string;
            role?: components["schemas"]["Role"];
            language?: components["schemas"]["Language"];
            doNotDisturb?: boolean;
            outboundCallerId?: components["schemas"]["OutboundCallerId"];
            blockList?: {
                numbers?: string[];
                /** @description What blocked callers get: 603, the mailbox (603 where there is none), or a polite announcement before the 603 */
                outcome?: "reject" | "voicemail" | "announcement";
            };
            /** @description Callers who hide their number hear that they must show it (433, RFC 5079) */
            rejectAnonymous?: boolean;
            /** @description Off: a user in a call is busy for the next one */
            callWaiting?: boolean;
            /** @description In so many calls at once a user is busy; null = there is no such number */
            maxCalls?: number | null;
            /** @description Colleagues may take calls that ring here (**extension, *8), or that a phone of theirs names (Replaces) */
            allowPickUp?: boolean;
            /** @description One phone that declines (600, 603) declines for all of the user's */
            declineEndsCall?: boolean;
            voicemail?: {
                enabled?: boolean;
                /** @description How long the phones ring first; 0 = straight to voicemail */
                answerTimeSeconds?: 0 | number;
                emailNotification?: boolean;
                afterEmail?: components["schemas"]["AfterEmail"];
                /** @description The caller who left a message may be called back from the mailbox, within the limits */
                callBack?: boolean;
                /** @description Messages that weren't heard; null while they can't be counted */
                readonly new?: number | null;
                /** @description Whether the mailbox opens from foreign phones, by PIN */
                readonly pinSet?: boolean;
            };
            forwarding?: components["schemas"]["ForwardingSettingsPatch"];
            /** @description Stored hashed */
            password?: string;
        };
        UserChange: {
            /** @constant */
            do: "create";
            user: components["schemas"]["NewUser"];
        } | {
            /** @constant */
            do: "change";
            id: string;
            /** @description The version that the change was made from */
            ifMatch?: number;
            patch: components["schemas"]["UserBulkPatch"];
        } | {
            /** @constant */
            do: "remove";
            id: string;
            /** @description Where numbers, forwards and overflows go that lead here: user:ID, mailbox:ID, shared-mailbox:ID, ring-group:ID, conference:ID, receptionist:ID or none. Without it, what is in use is not removed. */
            reassignTo?: string;
        };
        UserChanged: {
            do: "create" | "change" | "remove";
            id: string;
            /** @description Its password is shown this once */
            device?: {
                id: string;
                userId: string;
                label: string;
                kind: components["schemas"]["DeviceKind"];
                macAddress: string | null;
                /** @description Where it stands: emergency calls show that site's number, and tell its contacts */
                siteId: string | null;
                /** @description required: encrypted or not at all; preferred: offered, and taken in the clear; off: in the clear. Where the other side differs the relay stands between. null: as the other side offers it */
                encryption: "required" | "preferred" | "off" | null;
                sipUsername: string;
                version: number;
                /** @description Shown this once */
                sipPassword: string;
                /** @description host:port to register with */
                sipDomain: string;
            };
        };
        UserChanges: {
            changes: components["schemas"]["UserChange"][];
        };
        UserOverview: {
            id: string;
            name: string;
            /** @example alice@example.com */
            email: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension: string;
            role: components["schemas"]["Role"];
            language: components["schemas"]["Language"];
            doNotDisturb: boolean;
            outboundCallerId: components["schemas"]["OutboundCallerId"];
            /** @description Callers whose calls are not taken, whatever else is set */
            blockList: {
                numbers: string[];
                /** @description What blocked callers get: 603, the mailbox (603 where there is none), or a polite announcement before the 603 */
                outcome: "reject" | "voicemail" | "announcement";
            };
            /** @description Callers who hide their number hear that they must show it (433, RFC 5079) */
            rejectAnonymous: boolean;
            /** @description Off: a user in a call is busy for the next one */
            callWaiting: boolean;
            /** @description In so many calls at once a user is busy; null = there is no such number */
            maxCalls: number | null;
            /** @description Colleagues may take calls that ring here (**extension, *8), or that a phone of theirs names (Replaces) */
            allowPickUp: boolean;
            /** @description One phone that declines (600, 603) declines for all of the user's */
            declineEndsCall: boolean;
            voicemail: {
                enabled: boolean;
                /** @description How long the phones ring first; 0 = straight to voicemail */
                answerTimeSeconds: 0 | number;
                emailNotification: boolean;
                afterEmail: components["schemas"]["AfterEmail"];
                /** @description The caller who left a message may be called back from the mailbox, within the limits */
                callBack: boolean;
                /** @description Messages that weren't heard; null while they can't be counted */
                readonly new: number | null;
                /** @description Whether the mailbox opens from foreign phones, by PIN */
                readonly pinSet: boolean;
            };
            forwarding: components["schemas"]["ForwardingSettings"];
            version: number;
            /** @description Direct numbers: those that lead to the user */
            readonly phoneNumbers: string[];
            readonly devices: {
                total: number;
                /** @description Those that are registered now */
                online: number;
            };
        };
        UserOverviewPage: {
            items: components["schemas"]["UserOverview"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        UserPatch: {
            name?: string;
            /** @example alice@example.com */
            email?: string;
            /**
             * @description Number dialled inside the company
             * @example 1001
             */
            extension?: string;
            role?: components["schemas"]["Role"];
            language?: components["schemas"]["Language"];
            doNotDisturb?: boolean;
            outboundCallerId?: components["schemas"]["OutboundCallerId"];
            blockList?: {
                numbers?: string[];
                /** @description What blocked callers get: 603, the mailbox (603 where there is none), or a polite announcement before the 603 */
                outcome?: "reject" | "voicemail" | "announcement";
            };
            /** @description Callers who hide their number hear that they must show it (433, RFC 5079) */
            rejectAnonymous?: boolean;
            /** @description Off: a user in a call is busy for the next one */
            callWaiting?: boolean;
            /** @description In so many calls at once a user is busy; null = there is no such number */
            maxCalls?: number | null;
            /** @description Colleagues may take calls that ring here (**extension, *8), or that a phone of theirs names (Replaces) */
            allowPickUp?: boolean;
            /** @description One phone that declines (600, 603) declines for all of the user's */
            declineEndsCall?: boolean;
            voicemail?: {
                enabled?: boolean;
                /** @description How long the phones ring first; 0 = straight to voicemail */
                answerTimeSeconds?: 0 | number;
                emailNotification?: boolean;
                afterEmail?: components["schemas"]["AfterEmail"];
                /** @description The caller who left a message may be called back from the mailbox, within the limits */
                callBack?: boolean;
                /** @description Messages that weren't heard; null while they can't be counted */
                readonly new?: number | null;
                /** @description Whether the mailbox opens from foreign phones, by PIN */
                readonly pinSet?: boolean;
            };
            forwarding?: components["schemas"]["ForwardingSettingsPatch"];
            /** @description Stored hashed */
            password?: string;
            /** @description With `password`: required to change one's own password */
            currentPassword?: string;
        };
        UserState: {
            /** @description busy = in a call, or making one */
            state: "idle" | "ringing" | "busy";
            /** @description How many calls the user is in */
            calls: number;
            /** @description How many calls ring at the user's phones */
            ringing: number;
        };
        /**
         * @description A colleague's state in GET /directory has changed. All of the company are told. It has no id and is not told later to
         *           who comes back: read the directory once the stream is open.
         */
        UserStateChangedEvent: {
            /** @constant */
            type: "user.state-changed";
            /** @description RFC 3339, UTC */
            at: string;
            userId: string;
            /** @description busy = in a call, or making one */
            state: "idle" | "ringing" | "busy";
        };
        UsersChanged: {
            /** @description One for each change, in their order */
            items: components["schemas"]["UserChanged"][];
        };
        UsersImported: {
            items: {
                /** @description Of the file */
                line: number;
                what: "created" | "changed" | "unchanged";
                id: string;
                /** @description Its password is shown this once */
                device?: {
                    id: string;
                    sipUsername: string;
                    sipPassword: string;
                    sipDomain: string;
                };
            }[];
        };
        VoicemailChangedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "voicemail.changed";
            /** @description RFC 3339, UTC */
            at: string;
            mailbox: string;
            messageId: string;
            change: string;
        };
        VoicemailForward: {
            /** @description A user, or a shared mailbox */
            to: string;
        };
        VoicemailFullEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "voicemail.full";
            /** @description RFC 3339, UTC */
            at: string;
            mailbox: string;
        };
        VoicemailLeftEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "voicemail.left";
            /** @description RFC 3339, UTC */
            at: string;
            /** @description Its owner */
            mailbox: string;
            messageId: string;
            call?: {
                /** @description The same in all events of a call, in its record and in GET /calls */
                id: string;
            };
            caller: components["schemas"]["EventParty"];
            durationSeconds: number;
        };
        VoicemailLockedEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "voicemail.locked";
            /** @description RFC 3339, UTC */
            at: string;
            mailbox: string;
            /** @description RFC 3339, UTC */
            until: string;
        };
        VoicemailMessage: {
            id: string;
            /** @description The caller's number or extension; empty when withheld */
            from: string;
            fromName?: string;
            /** @description RFC 3339, UTC */
            receivedAt: string;
            durationSeconds: number;
            heard: boolean;
            /** @description Extension of the colleague who sent this copy */
            forwardedBy?: string;
            /** @description The e-mail that tells of it; sent = a mail server has accepted it */
            delivery: {
                state: "off" | "queued" | "sent" | "failed";
                attempts: number;
                /** @description Why there is none, or what the mail server said last */
                reason?: string;
                /** @description RFC 3339, UTC */
                sentAt?: string;
            };
        };
        VoicemailMessagePage: {
            items: components["schemas"]["VoicemailMessage"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        VoicemailMessagePatch: {
            heard: boolean;
        };
        VoicemailSettings: {
            enabled: boolean;
            /** @description How long the phones ring first; 0 = straight to voicemail */
            answerTimeSeconds: 0 | number;
            emailNotification: boolean;
            afterEmail: components["schemas"]["AfterEmail"];
            /** @description The caller who left a message may be called back from the mailbox, within the limits */
            callBack: boolean;
        };
        VoicemailSettingsPatch: {
            enabled?: boolean;
            /** @description How long the phones ring first; 0 = straight to voicemail */
            answerTimeSeconds?: 0 | number;
            emailNotification?: boolean;
            afterEmail?: components["schemas"]["AfterEmail"];
            /** @description The caller who left a message may be called back from the mailbox, within the limits */
            callBack?: boolean;
            /** @description Messages that weren't heard; null while they can't be counted */
            readonly new?: number | null;
            /** @description Whether the mailbox opens from foreign phones, by PIN */
            readonly pinSet?: boolean;
            /** @description 4 to 10 digits; stored hashed */
            pin?: string;
        };
        Webhook: {
            id: string;
            name: string;
            /**
             * @description Where events are posted to; redirects are not followed
             * @example https://crm.example.com/telephone
             */
            url: string;
            /** @description The events that are delivered; null = all */
            events: ("call.started" | "call.routed" | "call.ringing" | "call.answered" | "call.transferred" | "call.transfer-failed" | "call.ended" | "voicemail.left" | "voicemail.changed" | "voicemail.full" | "voicemail.locked" | "registration.added" | "registration.removed" | "registration.changed" | "login.locked" | "trunk.not-authenticated" | "trunk.state-changed" | "security.banned" | "security.unbanned" | "setting.changed" | "limit.reached" | "emergency.called" | "webhook.disabled")[] | null;
            enabled: boolean;
            /** @description failing = nothing could be delivered for a day; enabling it clears this */
            disabledBecause: "failing" | null;
            version: number;
        };
        WebhookDeliveries: {
            items: components["schemas"]["WebhookDelivery"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
            /** @description Events that are still to be delivered */
            waiting: number;
        };
        WebhookDelivery: {
            /** @description The event's id; the header Offhook-Delivery, the same at each attempt */
            id: string;
            type: string;
            state: "delivered" | "waiting" | "failed";
            attempts: number;
            attemptedAt: string;
            nextAttemptAt?: string;
            /** @description The HTTP status of the last attempt */
            status?: number;
            /**
             * @description Why the last attempt failed
             * @example refused
             * @example redirected
             * @example timeout
             * @example name-unknown
             * @example not-reached
             * @example private-address
             * @example certificate
             */
            reason?: string;
            durationMs: number;
        };
        WebhookDisabledEvent: {
            /**
             * @description Grows; what Last-Event-ID takes
             * @example 1782137700123-0
             */
            id: string;
            /** @constant */
            type: "webhook.disabled";
            /** @description RFC 3339, UTC */
            at: string;
            webhookId: string;
            /** @description RFC 3339, UTC */
            failingSince: string;
        };
        WebhookPage: {
            items: components["schemas"]["Webhook"][];
            /** @description Items in the whole list */
            total: number;
            /** @description `after` of the next page; null = this is the last */
            next: string | null;
        };
        WebhookPatch: {
            name?: string;
            /**
             * @description Where events are posted to; redirects are not followed
             * @example https://crm.example.com/telephone
             */
            url?: string;
            /** @description The events that are delivered; null = all */
            events?: ("call.started" | "call.routed" | "call.ringing" | "call.answered" | "call.transferred" | "call.transfer-failed" | "call.ended" | "voicemail.left" | "voicemail.changed" | "voicemail.full" | "voicemail.locked" | "registration.added" | "registration.removed" | "registration.changed" | "login.locked" | "trunk.not-authenticated" | "trunk.state-changed" | "security.banned" | "security.unbanned" | "setting.changed" | "limit.reached" | "emergency.called" | "webhook.disabled")[] | null;
            enabled?: boolean;
        };
        WebhookWithSecret: {
            id: string;
            name: string;
            /**
             * @description Where events are posted to; redirects are not followed
             * @example https://crm.example.com/telephone
             */
            url: string;
            /** @description The events that are delivered; null = all */
            events: ("call.started" | "call.routed" | "call.ringing" | "call.answered" | "call.transferred" | "call.transfer-failed" | "call.ended" | "voicemail.left" | "voicemail.changed" | "voicemail.full" | "voicemail.locked" | "registration.added" | "registration.removed" | "registration.changed" | "login.locked" | "trunk.not-authenticated" | "trunk.state-changed" | "security.banned" | "security.unbanned" | "setting.changed" | "limit.reached" | "emergency.called" | "webhook.disabled")[] | null;
            enabled: boolean;
            /** @description failing = nothing could be delivered for a day; enabling it clears this */
            disabledBecause: "failing" | null;
            version: number;
            /** @description Shown this once. Offhook-Signature: t=SECONDS,v1=HEX, where HEX is the HMAC-SHA256 of `SECONDS.BODY` under this secret */
            secret: string;
        };
    };
    responses: {
        /** @description Refused, or failed; `code` and `errors` say why */
        Problem: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
        IfMatch: string;
        /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
        IdempotencyKey: string;
        /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
        DryRun: boolean;
    };
    requestBodies: never;
    headers: {
        /** @description The version, for If-Match */
        ETag: string;
        /** @description Where the new thing is */
        Location: string;
        /** @description Requests that one address may send in the present window (a minute, unless the operation says otherwise) */
        RateLimitLimit: number;
        /** @description Requests that are left of it; at 0 the answer is 429 */
        RateLimitRemaining: number;
        /** @description Seconds until the next window */
        RateLimitReset: number;
        /** @description Seconds to wait, with 429 and 503 */
        RetryAfter: number;
    };
    pathItems: never;
}
export type AccountLink = components['schemas']['AccountLink'];
export type AccountLinkToken = components['schemas']['AccountLinkToken'];
export type AccountLinkUse = components['schemas']['AccountLinkUse'];
export type Acting = components['schemas']['Acting'];
export type ActingReason = components['schemas']['ActingReason'];
export type Actor = components['schemas']['Actor'];
export type AddedCompany = components['schemas']['AddedCompany'];
export type AddedPasskey = components['schemas']['AddedPasskey'];
export type AfterEmail = components['schemas']['AfterEmail'];
export type AllowedSource = components['schemas']['AllowedSource'];
export type AllowedSourcePage = components['schemas']['AllowedSourcePage'];
export type Attention = components['schemas']['Attention'];
export type AttentionItem = components['schemas']['AttentionItem'];
export type AudioQuality = components['schemas']['AudioQuality'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type AuditPage = components['schemas']['AuditPage'];
export type AuditedChange = components['schemas']['AuditedChange'];
export type AuditedField = components['schemas']['AuditedField'];
export type AuthenticatorCode = components['schemas']['AuthenticatorCode'];
export type Ban = components['schemas']['Ban'];
export type BanPage = components['schemas']['BanPage'];
export type BilledMonth = components['schemas']['BilledMonth'];
export type Billing = components['schemas']['Billing'];
export type BillingQuote = components['schemas']['BillingQuote'];
export type BillingQuoteRequest = components['schemas']['BillingQuoteRequest'];
export type BrowserPhone = components['schemas']['BrowserPhone'];
export type CallAnsweredEvent = components['schemas']['CallAnsweredEvent'];
export type CallDirection = components['schemas']['CallDirection'];
export type CallEndedEvent = components['schemas']['CallEndedEvent'];
export type CallOutcome = components['schemas']['CallOutcome'];
export type CallRecord = components['schemas']['CallRecord'];
export type CallRecordLeg = components['schemas']['CallRecordLeg'];
export type CallRecordPage = components['schemas']['CallRecordPage'];
export type CallRecordParty = components['schemas']['CallRecordParty'];
export type CallRingingEvent = components['schemas']['CallRingingEvent'];
export type CallRoutedEvent = components['schemas']['CallRoutedEvent'];
export type CallStartedEvent = components['schemas']['CallStartedEvent'];
export type CallTrace = components['schemas']['CallTrace'];
export type CallTransfer = components['schemas']['CallTransfer'];
export type CallTransferFailedEvent = components['schemas']['CallTransferFailedEvent'];
export type CallTransferredEvent = components['schemas']['CallTransferredEvent'];
export type CallerId = components['schemas']['CallerId'];
export type CallerIds = components['schemas']['CallerIds'];
export type ClosedNow = components['schemas']['ClosedNow'];
export type Company = components['schemas']['Company'];
export type CompanyExport = components['schemas']['CompanyExport'];
export type CompanyImport = components['schemas']['CompanyImport'];
export type CompanyPage = components['schemas']['CompanyPage'];
export type CompanyPatch = components['schemas']['CompanyPatch'];
export type CompanyUsage = components['schemas']['CompanyUsage'];
export type CompanyUsagePage = components['schemas']['CompanyUsagePage'];
export type Conference = components['schemas']['Conference'];
export type ConferenceMember = components['schemas']['ConferenceMember'];
export type ConferenceMembers = components['schemas']['ConferenceMembers'];
export type ConferencePage = components['schemas']['ConferencePage'];
export type ConferencePatch = components['schemas']['ConferencePatch'];
export type CreatedUser = components['schemas']['CreatedUser'];
export type Dashboard = components['schemas']['Dashboard'];
export type DeletedVoicemailMessage = components['schemas']['DeletedVoicemailMessage'];
export type DeletedVoicemailMessagePage = components['schemas']['DeletedVoicemailMessagePage'];
export type Destination = components['schemas']['Destination'];
export type Device = components['schemas']['Device'];
export type DeviceKind = components['schemas']['DeviceKind'];
export type DevicePatch = components['schemas']['DevicePatch'];
export type DeviceSetup = components['schemas']['DeviceSetup'];
export type DeviceSetupPage = components['schemas']['DeviceSetupPage'];
export type DeviceWithPassword = components['schemas']['DeviceWithPassword'];
export type DirectoryEntry = components['schemas']['DirectoryEntry'];
export type DirectoryEntryPage = components['schemas']['DirectoryEntryPage'];
export type DryRun = components['schemas']['DryRun'];
export type EmergencyCalledEvent = components['schemas']['EmergencyCalledEvent'];
export type Event = components['schemas']['Event'];
export type EventCall = components['schemas']['EventCall'];
export type EventParty = components['schemas']['EventParty'];
export type Fault = components['schemas']['Fault'];
export type FirstAdministrator = components['schemas']['FirstAdministrator'];
export type ForwardingSettings = components['schemas']['ForwardingSettings'];
export type ForwardingSettingsPatch = components['schemas']['ForwardingSettingsPatch'];
export type FreeExtensions = components['schemas']['FreeExtensions'];
export type GivenNumber = components['schemas']['GivenNumber'];
export type GivenNumberPage = components['schemas']['GivenNumberPage'];
export type Hours = components['schemas']['Hours'];
export type HoursPatch = components['schemas']['HoursPatch'];
export type InventoryNumber = components['schemas']['InventoryNumber'];
export type InventoryNumberPage = components['schemas']['InventoryNumberPage'];
export type InventoryNumberPatch = components['schemas']['InventoryNumberPatch'];
export type InventoryNumbers = components['schemas']['InventoryNumbers'];
export type KeptRecord = components['schemas']['KeptRecord'];
export type Language = components['schemas']['Language'];
export type LimitBounds = components['schemas']['LimitBounds'];
export type LimitReachedEvent = components['schemas']['LimitReachedEvent'];
export type LimitUsage = components['schemas']['LimitUsage'];
export type LimitUsages = components['schemas']['LimitUsages'];
export type Liveness = components['schemas']['Liveness'];
export type LogInWays = components['schemas']['LogInWays'];
export type Login = components['schemas']['Login'];
export type LoginLockedEvent = components['schemas']['LoginLockedEvent'];
export type MailboxLock = components['schemas']['MailboxLock'];
export type Me = components['schemas']['Me'];
export type NewAllowedSource = components['schemas']['NewAllowedSource'];
export type NewAuthenticator = components['schemas']['NewAuthenticator'];
export type NewCall = components['schemas']['NewCall'];
export type NewCompany = components['schemas']['NewCompany'];
export type NewConference = components['schemas']['NewConference'];
export type NewDevice = components['schemas']['NewDevice'];
export type NewDeviceSetup = components['schemas']['NewDeviceSetup'];
export type NewInventoryNumbers = components['schemas']['NewInventoryNumbers'];
export type NewPasskey = components['schemas']['NewPasskey'];
export type NewPhoneNumber = components['schemas']['NewPhoneNumber'];
export type NewReceptionist = components['schemas']['NewReceptionist'];
export type NewRecoveryCodes = components['schemas']['NewRecoveryCodes'];
export type NewRingGroup = components['schemas']['NewRingGroup'];
export type NewSharedMailbox = components['schemas']['NewSharedMailbox'];
export type NewSite = components['schemas']['NewSite'];
export type NewSuspension = components['schemas']['NewSuspension'];
export type NewToken = components['schemas']['NewToken'];
export type NewTrunk = components['schemas']['NewTrunk'];
export type NewUser = components['schemas']['NewUser'];
export type NewWebhook = components['schemas']['NewWebhook'];
export type OngoingCall = components['schemas']['OngoingCall'];
export type OngoingCallPage = components['schemas']['OngoingCallPage'];
export type OpeningState = components['schemas']['OpeningState'];
export type OutboundCallerId = components['schemas']['OutboundCallerId'];
export type Overflow = components['schemas']['Overflow'];
export type OwnCompany = components['schemas']['OwnCompany'];
export type ParkedCall = components['schemas']['ParkedCall'];
export type ParkedCallPage = components['schemas']['ParkedCallPage'];
export type Passkey = components['schemas']['Passkey'];
export type PasskeyChallenge = components['schemas']['PasskeyChallenge'];
export type PasskeyLogIn = components['schemas']['PasskeyLogIn'];
export type PasskeyOptions = components['schemas']['PasskeyOptions'];
export type PasswordProof = components['schemas']['PasswordProof'];
export type PasswordReset = components['schemas']['PasswordReset'];
export type Permission = components['schemas']['Permission'];
export type PersonalDataErased = components['schemas']['PersonalDataErased'];
export type PhoneMaker = components['schemas']['PhoneMaker'];
export type PhoneMakerPage = components['schemas']['PhoneMakerPage'];
export type PhoneNumber = components['schemas']['PhoneNumber'];
export type PhoneNumberPage = components['schemas']['PhoneNumberPage'];
export type PhoneNumberPatch = components['schemas']['PhoneNumberPatch'];
export type Problem = components['schemas']['Problem'];
export type Readiness = components['schemas']['Readiness'];
export type Receptionist = components['schemas']['Receptionist'];
export type ReceptionistPage = components['schemas']['ReceptionistPage'];
export type ReceptionistPatch = components['schemas']['ReceptionistPatch'];
export type RegisteredDevice = components['schemas']['RegisteredDevice'];
export type RegisteredDevicePage = components['schemas']['RegisteredDevicePage'];
export type Registration = components['schemas']['Registration'];
export type RegistrationAddedEvent = components['schemas']['RegistrationAddedEvent'];
export type RegistrationChangedEvent = components['schemas']['RegistrationChangedEvent'];
export type RegistrationRemovedEvent = components['schemas']['RegistrationRemovedEvent'];
export type RetentionBound = components['schemas']['RetentionBound'];
export type RetentionBounds = components['schemas']['RetentionBounds'];
export type RingGroup = components['schemas']['RingGroup'];
export type RingGroupPage = components['schemas']['RingGroupPage'];
export type RingGroupPatch = components['schemas']['RingGroupPatch'];
export type Role = components['schemas']['Role'];
export type RoutingAnswer = components['schemas']['RoutingAnswer'];
export type RoutingDecision = components['schemas']['RoutingDecision'];
export type RoutingQuestion = components['schemas']['RoutingQuestion'];
export type SeatPrice = components['schemas']['SeatPrice'];
export type SecondFactorProof = components['schemas']['SecondFactorProof'];
export type SecondFactorState = components['schemas']['SecondFactorState'];
export type SecondStep = components['schemas']['SecondStep'];
export type SecurityBannedEvent = components['schemas']['SecurityBannedEvent'];
export type SecurityUnbannedEvent = components['schemas']['SecurityUnbannedEvent'];
export type SentLink = components['schemas']['SentLink'];
export type Session = components['schemas']['Session'];
export type SessionPage = components['schemas']['SessionPage'];
export type SettingChangedEvent = components['schemas']['SettingChangedEvent'];
export type SharedMailbox = components['schemas']['SharedMailbox'];
export type SharedMailboxPage = components['schemas']['SharedMailboxPage'];
export type SharedMailboxPatch = components['schemas']['SharedMailboxPatch'];
export type SharedSetupAddress = components['schemas']['SharedSetupAddress'];
export type Site = components['schemas']['Site'];
export type SitePage = components['schemas']['SitePage'];
export type SitePatch = components['schemas']['SitePatch'];
export type StartedCall = components['schemas']['StartedCall'];
export type StreamedEvent = components['schemas']['StreamedEvent'];
export type Suspension = components['schemas']['Suspension'];
export type Tenant = components['schemas']['Tenant'];
export type TenantLimits = components['schemas']['TenantLimits'];
export type TenantPatch = components['schemas']['TenantPatch'];
export type ToOutside = components['schemas']['ToOutside'];
export type Token = components['schemas']['Token'];
export type TokenPage = components['schemas']['TokenPage'];
export type TokenWithSecret = components['schemas']['TokenWithSecret'];
export type Trunk = components['schemas']['Trunk'];
export type TrunkNotAuthenticatedEvent = components['schemas']['TrunkNotAuthenticatedEvent'];
export type TrunkPatch = components['schemas']['TrunkPatch'];
export type TrunkStateChangedEvent = components['schemas']['TrunkStateChangedEvent'];
export type TrunkStatus = components['schemas']['TrunkStatus'];
export type TrunkWithStatus = components['schemas']['TrunkWithStatus'];
export type TrunkWithStatusPage = components['schemas']['TrunkWithStatusPage'];
export type Undone = components['schemas']['Undone'];
export type User = components['schemas']['User'];
export type UserBulkPatch = components['schemas']['UserBulkPatch'];
export type UserChange = components['schemas']['UserChange'];
export type UserChanged = components['schemas']['UserChanged'];
export type UserChanges = components['schemas']['UserChanges'];
export type UserOverview = components['schemas']['UserOverview'];
export type UserOverviewPage = components['schemas']['UserOverviewPage'];
export type UserPatch = components['schemas']['UserPatch'];
export type UserState = components['schemas']['UserState'];
export type UserStateChangedEvent = components['schemas']['UserStateChangedEvent'];
export type UsersChanged = components['schemas']['UsersChanged'];
export type UsersImported = components['schemas']['UsersImported'];
export type VoicemailChangedEvent = components['schemas']['VoicemailChangedEvent'];
export type VoicemailForward = components['schemas']['VoicemailForward'];
export type VoicemailFullEvent = components['schemas']['VoicemailFullEvent'];
export type VoicemailLeftEvent = components['schemas']['VoicemailLeftEvent'];
export type VoicemailLockedEvent = components['schemas']['VoicemailLockedEvent'];
export type VoicemailMessage = components['schemas']['VoicemailMessage'];
export type VoicemailMessagePage = components['schemas']['VoicemailMessagePage'];
export type VoicemailMessagePatch = components['schemas']['VoicemailMessagePatch'];
export type VoicemailSettings = components['schemas']['VoicemailSettings'];
export type VoicemailSettingsPatch = components['schemas']['VoicemailSettingsPatch'];
export type Webhook = components['schemas']['Webhook'];
export type WebhookDeliveries = components['schemas']['WebhookDeliveries'];
export type WebhookDelivery = components['schemas']['WebhookDelivery'];
export type WebhookDisabledEvent = components['schemas']['WebhookDisabledEvent'];
export type WebhookPage = components['schemas']['WebhookPage'];
export type WebhookPatch = components['schemas']['WebhookPatch'];
export type WebhookWithSecret = components['schemas']['WebhookWithSecret'];
export type ResponseProblem = components['responses']['Problem'];
export type ParameterIfMatch = components['parameters']['IfMatch'];
export type ParameterIdempotencyKey = components['parameters']['IdempotencyKey'];
export type ParameterDryRun = components['parameters']['DryRun'];
export type HeaderETag = components['headers']['ETag'];
export type HeaderLocation = components['headers']['Location'];
export type HeaderRateLimitLimit = components['headers']['RateLimitLimit'];
export type HeaderRateLimitRemaining = components['headers']['RateLimitRemaining'];
export type HeaderRateLimitReset = components['headers']['RateLimitReset'];
export type HeaderRetryAfter = components['headers']['RetryAfter'];
export type $defs = Record<string, never>;
export interface operations {
    checkAccountLink: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "a-token-that-is-shown-once"
                 *     }
                 */
                "application/json": components["schemas"]["AccountLinkToken"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountLink"];
                };
            };
            400: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    useAccountLink: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "a-token-that-is-shown-once",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["AccountLinkUse"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondStep"];
                };
            };
            400: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    stopActing: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listAllowedSources: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; block if not given */
                sort?: "block" | "-block" | "by" | "-by" | "since" | "-since";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllowedSourcePage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createAllowedSource: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "block": "198.51.100.0/24"
                 *     }
                 */
                "application/json": components["schemas"]["NewAllowedSource"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllowedSource"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteAllowedSource: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                block: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listAuditEntries: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                after?: number;
                /** @description Only older entries; not with `after` */
                before?: number;
                /** @description At most 200 */
                limit?: number;
                /** @description The id of a user or token, or a part of the name */
                who?: string;
                /** @description Of what was changed */
                kind?: string;
                /** @description Of what was changed */
                id?: string;
                /** @description RFC 3339: changes of then or later */
                from?: string;
                /** @description RFC 3339: changes before */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    undoChange: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Undone"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listBans: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; -since if not given */
                sort?: "since" | "-since" | "until" | "-until" | "source" | "-source" | "reason" | "-reason" | "times" | "-times";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BanPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteBan: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getBilling: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Billing"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    exportBilling: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A line a month */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example month,seats,seatPrice,total,currency
                     *     2026-11,13,50.00,650.00,EUR
                     */
                    "text/csv": string;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    quoteBilling: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "adding": 1
                 *     }
                 */
                "application/json": components["schemas"]["BillingQuoteRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingQuote"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listCallRecords: {
        parameters: {
            query?: {
                user?: string;
                /** @description Part of the caller's number, what was dialled, or whom it rang at */
                number?: string;
                direction?: components["schemas"]["CallDirection"];
                outcome?: components["schemas"]["CallOutcome"];
                /** @description RFC 3339: calls that began then or later */
                from?: string;
                /** @description RFC 3339: calls that began before */
                to?: string;
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRecordPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    exportCallRecords: {
        parameters: {
            query?: {
                user?: string;
                /** @description Part of the caller's number, what was dialled, or whom it rang at */
                number?: string;
                direction?: components["schemas"]["CallDirection"];
                outcome?: components["schemas"]["CallOutcome"];
                /** @description RFC 3339: calls that began then or later */
                from?: string;
                /** @description RFC 3339: calls that began before */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A line a call */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example id,direction,startedAt,answeredAt,endedAt,ringSeconds,talkSeconds,caller,callerName,dialled,calledUser,answeredBy,outcome,status,because,hungUpBy,trunks,transfers,relatedCalls */
                    "text/csv": string;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getCallRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallRecord"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getCallTrace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallTrace"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listCalls: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; -startedAt if not given */
                sort?: "startedAt" | "-startedAt" | "caller" | "-caller" | "dialled" | "-dialled" | "state" | "-state" | "direction" | "-direction";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OngoingCallPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createCall: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "1002"
                 *     }
                 */
                "application/json": components["schemas"]["NewCall"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedCall"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    hangUpCall: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    transferCall: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "1002"
                 *     }
                 */
                "application/json": components["schemas"]["CallTransfer"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listConferences: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; extension if not given */
                sort?: "name" | "-name" | "extension" | "-extension" | "maxMembers" | "-maxMembers";
                /** @description Only items whose name is this */
                name?: string;
                /** @description Only items whose extension is this */
                extension?: string;
                /** @description Only items whose maxMembers is this */
                maxMembers?: number;
                /** @description Only items whose announce is this */
                announce?: boolean;
                /** @description Only items whose muteOnEntry is this */
                muteOnEntry?: boolean;
                /** @description Only items whose waitForModerator is this */
                waitForModerator?: boolean;
                /** @description Only items whose endsWithModerator is this */
                endsWithModerator?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConferencePage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createConference: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Monday meeting",
                 *       "extension": "1001"
                 *     }
                 */
                "application/json": components["schemas"]["NewConference"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conference"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getConference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conference"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteConference: {
        parameters: {
            query?: {
                /** @description Where numbers, forwards and overflows go that lead here: user:ID, mailbox:ID, shared-mailbox:ID, ring-group:ID, conference:ID, receptionist:ID or none. Without it, what is in use is not removed. */
                reassignTo?: string;
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateConference: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Monday meeting"
                 *     }
                 */
                "application/json": components["schemas"]["ConferencePatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conference"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    lockConference: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listConferenceMembers: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; enteredAt if not given */
                sort?: "enteredAt" | "-enteredAt" | "name" | "-name";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConferenceMembers"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    removeConferenceMember: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
                member: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    muteConferenceMember: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                member: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    unmuteConferenceMember: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                member: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    muteConference: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    unlockConference: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    unmuteConference: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getDashboard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listDeviceSetups: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; -startedAt if not given */
                sort?: "startedAt" | "-startedAt" | "label" | "-label" | "maker" | "-maker" | "state" | "-state";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceSetupPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listDevices: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; label if not given */
                sort?: "userId" | "-userId" | "label" | "-label" | "kind" | "-kind" | "macAddress" | "-macAddress" | "siteId" | "-siteId" | "encryption" | "-encryption" | "sipUsername" | "-sipUsername";
                /** @description Only items whose userId is this */
                userId?: string;
                /** @description Only items whose label is this */
                label?: string;
                /** @description Only items whose kind is this */
                kind?: "ip-phone" | "softphone" | "mobile-app" | "browser" | "adapter" | "door-phone";
                /** @description Only items whose macAddress is this */
                macAddress?: string;
                /** @description Only items whose siteId is this */
                siteId?: string;
                /** @description Only items whose encryption is this */
                encryption?: "required" | "preferred" | "off";
                /** @description Only items whose sipUsername is this */
                sipUsername?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredDevicePage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredDevice"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteDevice: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateDevice: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "label": "Desk phone"
                 *     }
                 */
                "application/json": components["schemas"]["DevicePatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    renewDevicePassword: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceWithPassword"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getDeviceSetup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceSetup"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    startDeviceSetup: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "maker": "yealink"
                 *     }
                 */
                "application/json": components["schemas"]["NewDeviceSetup"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceSetup"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    endDeviceSetup: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listDirectory: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; extension if not given */
                sort?: "extension" | "-extension" | "name" | "-name";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectoryEntryPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    streamEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The id of the last event that was seen */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["StreamedEvent"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    nextExtensions: {
        parameters: {
            query?: {
                /** @description 1 if not given */
                count?: number;
                /** @description This one or later; the lowest user's if not given */
                from?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreeExtensions"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitUsages"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    liftLimit: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                kind: "countries" | "premiumNumbers" | "simultaneousCalls" | "callsPerHour" | "callsPerDay";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitUsage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    openBrowserPhone: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrowserPhone"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            501: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    closeBrowserPhone: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listMyCallerIds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallerIds"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listInventoryNumbers: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; number if not given */
                sort?: "number" | "-number" | "tenantName" | "-tenantName" | "addedAt" | "-addedAt";
                tenantId?: string;
                /** @description true = only free numbers; false = only those of companies */
                free?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryNumberPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    addInventoryNumbers: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "numbers": [
                 *         "+33170000001"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewInventoryNumbers"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryNumbers"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    removeInventoryNumber: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                /** @description Public number in E.164 form */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateInventoryNumber: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                /** @description Public number in E.164 form */
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "tenantId": "k3m9q2w8e5r7t1y4u6a0"
                 *     }
                 */
                "application/json": components["schemas"]["InventoryNumberPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryNumber"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listParkedCalls: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; slot if not given */
                sort?: "slot" | "-slot" | "parkedAt" | "-parkedAt" | "caller" | "-caller";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParkedCallPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "alice@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordReset"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listPhoneMakers: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; name if not given */
                sort?: "name" | "-name";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneMakerPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listPhoneNumbers: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; number if not given */
                sort?: "number" | "-number";
                /** @description Only items whose number is this */
                number?: string;
                /** @description true = only numbers that lead nowhere; false = only those that do */
                spare?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumberPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createPhoneNumber: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "number": "+33170000001"
                 *     }
                 */
                "application/json": components["schemas"]["NewPhoneNumber"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getPhoneNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Public number in E.164 form */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deletePhoneNumber: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Public number in E.164 form */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updatePhoneNumber: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Public number in E.164 form */
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "destination": {
                 *         "kind": "user",
                 *         "id": "k3m9q2w8e5r7t1y4u6a0"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PhoneNumberPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneNumber"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listReceptionists: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; extension if not given */
                sort?: "name" | "-name" | "extension" | "-extension" | "language" | "-language" | "tries" | "-tries" | "waitSeconds" | "-waitSeconds" | "noInputSeconds" | "-noInputSeconds";
                /** @description Only items whose name is this */
                name?: string;
                /** @description Only items whose extension is this */
                extension?: string;
                /** @description Only items whose language is this */
                language?: "fr" | "en";
                /** @description Only items whose dialByExtension is this */
                dialByExtension?: boolean;
                /** @description Only items whose tries is this */
                tries?: number;
                /** @description Only items whose waitSeconds is this */
                waitSeconds?: number;
                /** @description Only items whose noInputSeconds is this */
                noInputSeconds?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceptionistPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createReceptionist: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Welcome",
                 *       "extension": "1001"
                 *     }
                 */
                "application/json": components["schemas"]["NewReceptionist"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receptionist"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getReceptionist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receptionist"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteReceptionist: {
        parameters: {
            query?: {
                /** @description Where numbers, forwards and overflows go that lead here: user:ID, mailbox:ID, shared-mailbox:ID, ring-group:ID, conference:ID, receptionist:ID or none. Without it, what is in use is not removed. */
                reassignTo?: string;
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateReceptionist: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Welcome"
                 *     }
                 */
                "application/json": components["schemas"]["ReceptionistPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receptionist"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getReceptionistGreeting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                /** @description What callers hear, or those who call when it is closed */
                greeting: "open" | "closed";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": Blob;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    uploadReceptionistGreeting: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
                /** @description What callers hear, or those who call when it is closed */
                greeting: "open" | "closed";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "audio/wav": Blob;
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteReceptionistGreeting: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
                /** @description What callers hear, or those who call when it is closed */
                greeting: "open" | "closed";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getReceptionistSchedule: {
        parameters: {
            query?: {
                /** @description RFC 3339; now if not given */
                at?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpeningState"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listRingGroups: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; extension if not given */
                sort?: "name" | "-name" | "extension" | "-extension" | "strategy" | "-strategy" | "ringTimeSeconds" | "-ringTimeSeconds" | "memberTimeSeconds" | "-memberTimeSeconds";
                /** @description Only items whose name is this */
                name?: string;
                /** @description Only items whose extension is this */
                extension?: string;
                /** @description Only items whose strategy is this */
                strategy?: "simultaneous" | "sequential" | "round-robin";
                /** @description Only items whose ringTimeSeconds is this */
                ringTimeSeconds?: number;
                /** @description Only items whose memberTimeSeconds is this */
                memberTimeSeconds?: number;
                /** @description Only items whose useMemberForwarding is this */
                useMemberForwarding?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RingGroupPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createRingGroup: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Sales",
                 *       "extension": "1001"
                 *     }
                 */
                "application/json": components["schemas"]["NewRingGroup"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RingGroup"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getRingGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RingGroup"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteRingGroup: {
        parameters: {
            query?: {
                /** @description Where numbers, forwards and overflows go that lead here: user:ID, mailbox:ID, shared-mailbox:ID, ring-group:ID, conference:ID, receptionist:ID or none. Without it, what is in use is not removed. */
                reassignTo?: string;
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateRingGroup: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Sales"
                 *     }
                 */
                "application/json": components["schemas"]["RingGroupPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RingGroup"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    explainRouting: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": {
                 *         "userId": "k3m9q2w8e5r7t1y4u6a0"
                 *       },
                 *       "to": "+33170000001"
                 *     }
                 */
                "application/json": components["schemas"]["RoutingQuestion"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutingAnswer"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondFactorState"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    addPasskey: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ticket": "a-ticket-of-the-step-before",
                 *       "name": "Desk phone",
                 *       "response": {
                 *         "key": {}
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewPasskey"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedPasskey"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    removePasskey: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordProof"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    beginPasskey: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordProof"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createRecoveryCodes: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordProof"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewRecoveryCodes"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    beginTotp: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordProof"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewAuthenticator"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    confirmTotp: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["AuthenticatorCode"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewRecoveryCodes"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    removeTotp: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordProof"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; -lastSeenAt if not given */
                sort?: "lastSeenAt" | "-lastSeenAt" | "createdAt" | "-createdAt" | "expiresAt" | "-expiresAt";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    logIn: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "alice@example.com",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondStep"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    endOtherSessions: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    endSession: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    logOut: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    logInByOpenId: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecondStep"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    logInByPasskey: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ticket": "a-ticket-of-the-step-before",
                 *       "passkey": {
                 *         "key": {}
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PasskeyLogIn"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    beginPasskeyLogIn: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyChallenge"];
                };
            };
            400: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    proveSecondFactor: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ticket": "a-ticket-of-the-step-before"
                 *     }
                 */
                "application/json": components["schemas"]["SecondFactorProof"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listLogInWays: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogInWays"];
                };
            };
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listSharedMailboxes: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; extension if not given */
                sort?: "name" | "-name" | "extension" | "-extension" | "language" | "-language" | "ringGroup" | "-ringGroup" | "afterEmail" | "-afterEmail";
                /** @description Only items whose name is this */
                name?: string;
                /** @description Only items whose extension is this */
                extension?: string;
                /** @description Only items whose language is this */
                language?: "fr" | "en";
                /** @description Only items whose ringGroup is this */
                ringGroup?: string;
                /** @description Only items whose afterEmail is this */
                afterEmail?: "keep-new" | "mark-heard" | "delete";
                /** @description Only items whose callBack is this */
                callBack?: boolean;
                /** @description Only items whose hasPin is this */
                hasPin?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedMailboxPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createSharedMailbox: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Orders",
                 *       "extension": "1001"
                 *     }
                 */
                "application/json": components["schemas"]["NewSharedMailbox"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedMailbox"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getSharedMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedMailbox"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteSharedMailbox: {
        parameters: {
            query?: {
                /** @description Where numbers, forwards and overflows go that lead here: user:ID, mailbox:ID, shared-mailbox:ID, ring-group:ID, conference:ID, receptionist:ID or none. Without it, what is in use is not removed. */
                reassignTo?: string;
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateSharedMailbox: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Orders"
                 *     }
                 */
                "application/json": components["schemas"]["SharedMailboxPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedMailbox"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getSharedMailboxGreeting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": Blob;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    uploadSharedMailboxGreeting: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "audio/wav": Blob;
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteSharedMailboxGreeting: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getSharedMailboxLock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxLock"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    unlockSharedMailbox: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listSharedMailboxVoicemails: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; -receivedAt if not given */
                sort?: "receivedAt" | "-receivedAt" | "from" | "-from" | "durationSeconds" | "-durationSeconds";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoicemailMessagePage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listSharedMailboxDeletedVoicemails: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; -deletedAt if not given */
                sort?: "receivedAt" | "-receivedAt" | "from" | "-from" | "durationSeconds" | "-durationSeconds" | "deletedAt" | "-deletedAt";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedVoicemailMessagePage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getSharedSetupAddress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedSetupAddress"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    renewSharedSetupAddress: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedSetupAddress"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    endSharedSetupAddress: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listSites: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; name if not given */
                sort?: "name" | "-name" | "address" | "-address" | "emergencyCallerId" | "-emergencyCallerId";
                /** @description Only items whose name is this */
                name?: string;
                /** @description Only items whose address is this */
                address?: string;
                /** @description Only items whose emergencyCallerId is this */
                emergencyCallerId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SitePage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createSite: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Depot",
                 *       "address": "12 rue de la Paix, 75002 Paris, 3rd floor"
                 *     }
                 */
                "application/json": components["schemas"]["NewSite"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getSite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteSite: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateSite: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Depot"
                 *     }
                 */
                "application/json": components["schemas"]["SitePatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateTenant: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Atelier Martin"
                 *     }
                 */
                "application/json": components["schemas"]["TenantPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    exportCompany: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyExport"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; name if not given */
                sort?: "name" | "-name" | "country" | "-country";
                /** @description true = only suspended companies; false = only the others */
                suspended?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createTenant: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Atelier Martin",
                 *       "country": "FR",
                 *       "timeZone": "Europe/Paris",
                 *       "language": "fr",
                 *       "admin": {
                 *         "name": "Atelier Martin",
                 *         "email": "alice@example.com",
                 *         "extension": "1001",
                 *         "password": "correct horse battery"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewCompany"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedCompany"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getTenantById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Company"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteTenant: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateTenantById: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Atelier Martin"
                 *     }
                 */
                "application/json": components["schemas"]["CompanyPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Company"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    actForTenant: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "as agreed by telephone"
                 *     }
                 */
                "application/json": components["schemas"]["ActingReason"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Acting"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    exportTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyExport"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listTenantPhoneNumbers: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; number if not given */
                sort?: "number" | "-number";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GivenNumberPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    giveTenantPhoneNumber: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "number": "+33170000001"
                 *     }
                 */
                "application/json": components["schemas"]["GivenNumber"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GivenNumber"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    takeTenantPhoneNumber: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
                /** @description Public number in E.164 form */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    suspendTenant: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "as agreed by telephone"
                 *     }
                 */
                "application/json": components["schemas"]["NewSuspension"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Company"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    resumeTenant: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Company"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getTenantUsage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyUsage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    importTenant: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "format": "offhook-company",
                 *       "records": {
                 *         "tenant": [
                 *           {
                 *             "fields": {
                 *               "id": "k3m9q2w8e5r7t1y4u6a0",
                 *               "name": "Atelier Martin",
                 *               "country": "FR"
                 *             },
                 *             "secrets": []
                 *           }
                 *         ],
                 *         "user": [
                 *           {
                 *             "fields": {
                 *               "id": "3f9a1c2b4d5e6f708192",
                 *               "name": "Alice Martin"
                 *             },
                 *             "secrets": [
                 *               "passwordHash"
                 *             ]
                 *           }
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CompanyImport"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Company"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listTenantUsage: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; name if not given */
                sort?: "name" | "-name";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyUsagePage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; name if not given */
                sort?: "name" | "-name" | "createdAt" | "-createdAt" | "expiresAt" | "-expiresAt";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createToken: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "CRM"
                 *     }
                 */
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenWithSecret"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteToken: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listTrunks: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; name if not given */
                sort?: "name" | "-name" | "host" | "-host" | "port" | "-port" | "transport" | "-transport" | "username" | "-username" | "callerIdPolicy" | "-callerIdPolicy" | "numberFormat" | "-numberFormat" | "capacity" | "-capacity" | "priority" | "-priority" | "relay" | "-relay" | "encryption" | "-encryption";
                /** @description Only items whose name is this */
                name?: string;
                /** @description Only items whose host is this */
                host?: string;
                /** @description Only items whose port is this */
                port?: number;
                /** @description Only items whose transport is this */
                transport?: "udp" | "tcp";
                /** @description Only items whose username is this */
                username?: string;
                /** @description Only items whose register is this */
                register?: boolean;
                /** @description Only items whose callerIdPolicy is this */
                callerIdPolicy?: "tenant" | "original";
                /** @description Only items whose numberFormat is this */
                numberFormat?: "e164-plus" | "e164" | "national";
                /** @description Only items whose capacity is this */
                capacity?: number;
                /** @description Only items whose priority is this */
                priority?: number;
                /** @description Only items whose enabled is this */
                enabled?: boolean;
                /** @description Only items whose sharedWithPhones is this */
                sharedWithPhones?: boolean;
                /** @description Only items whose relay is this */
                relay?: "always" | "auto" | "never";
                /** @description Only items whose encryption is this */
                encryption?: "required" | "preferred" | "off";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrunkWithStatusPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createTrunk: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Provider in Paris",
                 *       "host": "sip.provider.example"
                 *     }
                 */
                "application/json": components["schemas"]["NewTrunk"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trunk"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getTrunk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trunk"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteTrunk: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateTrunk: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Provider in Paris"
                 *     }
                 */
                "application/json": components["schemas"]["TrunkPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trunk"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getTrunkStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrunkStatus"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; extension if not given */
                sort?: "name" | "-name" | "email" | "-email" | "extension" | "-extension" | "role" | "-role" | "language" | "-language" | "maxCalls" | "-maxCalls";
                /** @description Only items whose name is this */
                name?: string;
                /** @description Only items whose email is this */
                email?: string;
                /** @description Only items whose extension is this */
                extension?: string;
                /** @description Only items whose role is this */
                role?: "admin" | "user";
                /** @description Only items whose language is this */
                language?: "fr" | "en";
                /** @description Only items whose doNotDisturb is this */
                doNotDisturb?: boolean;
                /** @description Only items whose rejectAnonymous is this */
                rejectAnonymous?: boolean;
                /** @description Only items whose callWaiting is this */
                callWaiting?: boolean;
                /** @description Only items whose maxCalls is this */
                maxCalls?: number;
                /** @description Only items whose allowPickUp is this */
                allowPickUp?: boolean;
                /** @description Only items whose declineEndsCall is this */
                declineEndsCall?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOverviewPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createUser: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Alice Martin",
                 *       "email": "alice@example.com",
                 *       "extension": "1001"
                 *     }
                 */
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedUser"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    exportUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A line a user */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example name,email,extension,phone numbers
                     *     Alice Martin,alice@example.com,1001,+33170000001
                     */
                    "text/csv": string;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOverview"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteUser: {
        parameters: {
            query?: {
                /** @description Where numbers, forwards and overflows go that lead here: user:ID, mailbox:ID, shared-mailbox:ID, ring-group:ID, conference:ID, receptionist:ID or none. Without it, what is in use is not removed. */
                reassignTo?: string;
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateUser: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Alice Martin"
                 *     }
                 */
                "application/json": components["schemas"]["UserPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOverview"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    blockLastCaller: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOverview"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listUserDevices: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; label if not given */
                sort?: "label" | "-label" | "kind" | "-kind" | "sipUsername" | "-sipUsername";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredDevicePage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createDevice: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "label": "Desk phone",
                 *       "kind": "ip-phone"
                 *     }
                 */
                "application/json": components["schemas"]["NewDevice"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceWithPassword"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateUserForwarding: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": true
                 *     }
                 */
                "application/json": components["schemas"]["ForwardingSettingsPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOverview"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    inviteUser: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentLink"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    sendPasswordReset: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentLink"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    exportPersonalData: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": Blob;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    erasePersonalData: {
        parameters: {
            query?: {
                /** @description Where numbers, forwards and overflows go that lead here: user:ID, mailbox:ID, shared-mailbox:ID, ring-group:ID, conference:ID, receptionist:ID or none. Without it, what is in use is not removed. */
                reassignTo?: string;
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalDataErased"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    removeSecondFactor: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listUserSessions: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; -lastSeenAt if not given */
                sort?: "lastSeenAt" | "-lastSeenAt" | "createdAt" | "-createdAt" | "expiresAt" | "-expiresAt";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    endUserSessions: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getUserState: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserState"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateUserVoicemail: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": true
                 *     }
                 */
                "application/json": components["schemas"]["VoicemailSettingsPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserOverview"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getUserGreeting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": Blob;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    uploadUserGreeting: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "audio/wav": Blob;
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteUserGreeting: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getUserMailboxLock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxLock"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    unlockUserMailbox: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listUserVoicemails: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; -receivedAt if not given */
                sort?: "receivedAt" | "-receivedAt" | "from" | "-from" | "durationSeconds" | "-durationSeconds";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoicemailMessagePage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listUserDeletedVoicemails: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; -deletedAt if not given */
                sort?: "receivedAt" | "-receivedAt" | "from" | "-from" | "durationSeconds" | "-durationSeconds" | "deletedAt" | "-deletedAt";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedVoicemailMessagePage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    changeUsers: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "changes": [
                 *         {
                 *           "do": "create",
                 *           "user": {
                 *             "name": "Alice Martin",
                 *             "email": "alice@example.com",
                 *             "extension": "1001"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["UserChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsersChanged"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    importUsers: {
        parameters: {
            query?: {
                /** @description What becomes of a line whose extension a user has already: it is refused, or changes that user. Empty cells change nothing; devices and invitations are for new users, and a password is refused */
                existing?: "refuse" | "change";
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example name,email,extension,phone numbers
                 *     Alice Martin,alice@example.com,1001,+33170000001
                 */
                "text/csv": Blob;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsersImported"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getVoicemail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoicemailMessage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteVoicemail: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateVoicemail: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "heard": true
                 *     }
                 */
                "application/json": components["schemas"]["VoicemailMessagePatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoicemailMessage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getVoicemailAudio: {
        parameters: {
            query?: never;
            header?: {
                range?: string;
                "if-range"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": Blob;
                };
            };
            /** @description The part of the file that Range asks for */
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": Blob;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    forwardVoicemail: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "k3m9q2w8e5r7t1y4u6a0"
                 *     }
                 */
                "application/json": components["schemas"]["VoicemailForward"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoicemailMessage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    restoreVoicemail: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoicemailMessage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; name if not given */
                sort?: "name" | "-name" | "url" | "-url" | "disabledBecause" | "-disabledBecause";
                /** @description Only items whose name is this */
                name?: string;
                /** @description Only items whose url is this */
                url?: string;
                /** @description Only items whose enabled is this */
                enabled?: boolean;
                /** @description Only items whose disabledBecause is this */
                disabledBecause?: "failing";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    createWebhook: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "CRM",
                 *       "url": "https://crm.example.com/telephone"
                 *     }
                 */
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    updateWebhook: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "CRM"
                 *     }
                 */
                "application/json": components["schemas"]["WebhookPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description At most 500; 100 if not given */
                limit?: number;
                /** @description `next` of the page before: nothing is left out or told twice where items come and go meanwhile */
                after?: string;
                /** @description Items to skip; not with `after` */
                offset?: number;
                /** @description Only items that contain this text */
                q?: string;
                /** @description What the list is sorted by, "-" before it for descending; -attemptedAt if not given */
                sort?: "attemptedAt" | "-attemptedAt" | "type" | "-type";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveries"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    renewWebhookSecret: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    testWebhook: {
        parameters: {
            query?: {
                /** @description With true the request is checked as ever, and answered 200 with what it would do (application/vnd.offhook.dry-run+json); nothing is done, and nobody is told */
                dryRun?: components["parameters"]["DryRun"];
            };
            header?: {
                /** @description Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Liveness"];
                };
            };
            429: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            429: components["responses"]["Problem"];
            /** @description Service Unavailable */
            503: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}
