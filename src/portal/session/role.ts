/** Who a person is to the portal: the office manager (administrator), an employee, the provider who hosts companies, or the provider who acts for one. */
export type Role = "manager" | "employee" | "provider" | "deputy";
