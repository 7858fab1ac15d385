//! Reports.

texts! {
    which: "Report", "レポートの種類";
    renewal_rate: "Renewal rate", "更新率";
    renewal_rate_text: "What became of the memberships whose term ended in each month. The rate is of those that are decided: renewed or lapsed.", "各月に期間が終了したメンバーシップの結果です。更新率は、更新または失効が確定したものに対する割合です。";
    window: "Renewal window", "更新期間";
    window_text: "How far the memberships whose term ends in these twelve months have come, from the first reminder to the renewal.", "この 12 か月に期間が終了するメンバーシップの、最初の通知から更新までの状況です。";
    revenue: "Revenue", "売上";
    revenue_text: "What was invoiced in each month, before tax, less what was credited.", "各月の請求額 (税抜) からクレジット ノートを差し引いた額です。";
    receivables: "Receivables", "売掛金";
    receivables_text: "Orders by bank transfer whose money has not arrived, by the days since they were placed. As of today.", "銀行振込の注文のうち未入金のものを、注文からの日数別に示します (本日現在)。";
    deferred: "Deferred revenue", "繰延収益";
    deferred_text: "What was invoiced, before tax, for the time after the end of each month. Each day of a term earns the same.", "請求済み (税抜) のうち、各月末より後の期間に対応する額です。契約期間の各日に均等に配分します。";
    support_times: "Support times", "サポートの応答時間";
    support_times_text: "How long requests waited for their first answer, by the month in which they were opened.", "要求が最初の回答を得るまでの時間を、受付月別に示します。";
    months: "{from} to {to}", "{from} ~ {to}";
    earlier: "Twelve months earlier", "前の 12 か月";
    later: "Twelve months later", "次の 12 か月";
    download: "Download CSV", "CSV をダウンロード";
    month: "Month", "月";
    of_which: "Of which", "内訳";
    hours: "{time} h", "{time} 時間";
    none: "–", "–";
    empty: "There is nothing to count in this time.", "この期間に集計対象はありません。";
    legend: "What the bars show", "グラフの凡例";
}
