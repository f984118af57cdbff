package dev.carillon.loadtest.report;

import java.util.List;

/** Pieces of a page. Every text that comes in is escaped: a server's answer may hold anything. */
final class Html {
    private final StringBuilder html = new StringBuilder();

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A list with a class of its own; nothing where there is nothing to list. */
    Html list(String kind, List<String> items) {
        if (!items.isEmpty()) {
            html.append("<ul class=\"").append(kind).append("\">\n");
            items.forEach(item -> html.append("<li>").append(escape(item)).append("</li>\n"));
            html.append("</ul>\n");
        }
        return this;
    }

    /** A figure that is to be seen from the back of the room. */
    Html tile(String label, Object figure, String note, Object... figures) {
        html.append("<div class=\"tile\"><dt>")
                .append(escape(label))
                .append("</dt><dd>")
                .append(escape(Figures.figure(figure)))
                .append("<small>")
                .append(escape(Figures.text(note, figures)))
                .append("</small></dd></div>\n");
        return this;
    }

    /** A table; the first cell of each row is its name. Empty without rows. */
    Html table(String caption, List<String> heads, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return this;
        }
        html.append("<section class=\"")
                .append(heads.isEmpty() ? "pairs" : "grid")
                .append("\">\n<h3>");
        html.append(escape(caption)).append("</h3>\n<div class=\"scroll\"><table>\n");
        if (!heads.isEmpty()) {
            html.append("<thead><tr>");
            heads.forEach(head ->
                    html.append("<th scope=\"col\">").append(escape(head)).append("</th>"));
            html.append("</tr></thead>\n");
        }
        html.append("<tbody>\n");
        rows.forEach(this::row);
        html.append("</tbody></table></div>\n</section>\n");
        return this;
    }

    private void row(List<String> cells) {
        html.append("<tr><th scope=\"row\">").append(escape(cells.getFirst())).append("</th>");
        cells.stream()
                .skip(1)
                .forEach(cell -> html.append("<td")
                        .append(cell.equals("WORSE") || cell.equals("NO") ? " class=\"bad\">" : ">")
                        .append(escape(cell))
                        .append("</td>"));
        html.append("</tr>\n");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
