// Says who calls whom, as the phone rings: put your CRM in the place of console.log.
const { OFFHOOK_URL = "http://localhost:8080", OFFHOOK_TOKEN } = process.env;
const headers = { Authorization: `Bearer ${OFFHOOK_TOKEN}` };
const answer = await fetch(`${OFFHOOK_URL}/api/v1/events`, { headers });
if (!answer.ok) throw new Error(await answer.text());
console.log("listening");
let text = "";
for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
  const events = (text + chunk).split("\n\n");
  text = events.pop();
  for (const event of events) {
    if (!/^event: call\.ringing$/m.test(event)) continue;
    const { call, callee } = JSON.parse(/^data: (.*)$/m.exec(event)[1]);
    console.log(`${call.caller.number ?? "a withheld number"} calls ${callee.name ?? callee.number}`);
  }
}
