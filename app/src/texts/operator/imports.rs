//! What is wrong in a file that was to be imported, whatever is in it.

texts! {
    line: "Line", "行";
    column: "Column", "列";
    reason: "What is wrong", "誤りの内容";
}
