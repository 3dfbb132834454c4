/** Who a person is to the portal: the office manager (administrator), an employee, or the provider who hosts companies. */
export type Role = "manager" | "employee" | "provider";
