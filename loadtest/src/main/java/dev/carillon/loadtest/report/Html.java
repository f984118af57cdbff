package dev.carillon.loadtest.report;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Builds parts of an HTML page. All texts are escaped, because the answer of a server may contain HTML. */
public final class Html {
    private final StringBuilder html = new StringBuilder();

    /** Escapes {@code text} for use as the content of an element or of an attribute. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Adds a list with the CSS class {@code kind}. Adds nothing if there are no items. */
    Html list(String kind, List<String> items) {
        if (!items.isEmpty()) {
            String all = all(items, item -> "<li>" + escape(item) + "</li>\n");
            html.append("<ul class=\"%s\">\n%s</ul>\n".formatted(kind, all));
        }
        return this;
    }

    /** Adds a tile: one important figure in large letters, with a label and a note. */
    Html tile(String label, Object figure, String note) {
        html.append("<div class=\"tile\"><dt>%s</dt><dd>%s<small>%s</small></dd></div>\n"
                .formatted(escape(label), escape(Figures.figure(figure)), escape(note)));
        return this;
    }

    /** Adds a table. The first cell of each row is the name of the row. Adds nothing if there are no rows. */
    Html table(String caption, Page.Table table) {
        String heads = all(table.heads(), head -> "<th scope=\"col\">" + escape(head) + "</th>");
        return table("grid", caption, "<thead><tr>" + heads + "</tr></thead>\n", table.rows());
    }

    /** Adds a table without heads. Each row has a name and a figure. Adds nothing if there are no rows. */
    Html pairs(String caption, List<List<String>> rows) {
        return table("pairs", caption, "", rows);
    }

    private Html table(String kind, String caption, String head, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            html.append("""
                    <section class="%s">
                    <h3>%s</h3>
                    <div class="scroll"><table>
                    %s<tbody>
                    %s</tbody></table></div>
                    </section>
                    """.formatted(kind, escape(caption), head, all(rows, Html::row)));
        }
        return this;
    }

    private static String row(List<String> cells) {
        return "<tr><th scope=\"row\">" + escape(cells.getFirst()) + "</th>"
                + all(cells.subList(1, cells.size()), Html::cell) + "</tr>\n";
    }

    private static String cell(String text) {
        boolean bad = text.equals("WORSE") || text.equals("NO");
        return (bad ? "<td class=\"bad\">" : "<td>") + escape(text) + "</td>";
    }

    private static <T> String all(List<T> pieces, Function<T, String> html) {
        return pieces.stream().map(html).collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
