//! What finance takes out.

texts! {
    exports: "Exports", "エクスポート";
    exports_text: "The books of a period of at most a year, both days included.", "1 年以内の期間の帳簿データです (両端の日を含みます)。";
    from: "From", "開始日";
    to: "To", "終了日";
    order_of_days: "The last day comes before the first, or they are more than a year apart.", "終了日が開始日より前、または 1 年を超えています。";
    accounting: "Accounting table (CSV)", "会計データ (CSV)";
    accounting_text: "Invoices, credit notes and payments, with totals per tax rate and currency. It opens in a spreadsheet program.", "請求書、クレジット ノート、入出金と、税率・通貨別の合計。表計算ソフトで開けます。";
    ubl: "Invoices as XML (UBL, ZIP)", "請求書 XML (UBL、ZIP)";
    ubl_text: "One file for each invoice and credit note, by EN 16931, for programs that read invoices.", "請求書とクレジット ノートごとに 1 ファイル。EN 16931 に準拠し、会計ソフトで読み取れます。";
}
