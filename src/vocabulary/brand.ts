declare const brand: unique symbol;

/** A text that has passed its parser. Only the file that declares a branded type may make one. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
