package dev.carillon.loadtest.report;

import java.util.stream.Collectors;

/** The timeline for spreadsheets: a line of names, then a line a second. */
final class TimelineCsv {
    private TimelineCsv() {}

    static String of(Timeline timeline) {
        StringBuilder csv = new StringBuilder();
        csv.append(Column.ALL.stream().map(Column::name).collect(Collectors.joining(",")))
                .append('\n');
        for (Row row : timeline.rows()) {
            csv.append(Column.ALL.stream()
                            .map(column -> String.valueOf(column.value().apply(row)))
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
        return csv.toString();
    }
}
