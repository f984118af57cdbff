package dev.carillon.top;

/** A line of the view, and how it is highlighted. */
public record Line(Kind kind, String text) {
    static final Line PLAIN = new Line(Kind.PLAIN, "");
    static final Line HEADER = new Line(Kind.HEADER, "");
    static final Line NEAR = new Line(Kind.NEAR, "");
    static final Line BAD = new Line(Kind.BAD, "");

    /** How a line is highlighted: Select Graphic Rendition of ECMA-48, 8.3.117. */
    public enum Kind {
        PLAIN(""),
        HEADER("\u001b[7m"),
        NEAR("\u001b[33m"),
        BAD("\u001b[31m");

        private final String colour;

        Kind(String colour) {
            this.colour = colour;
        }
    }

    Line with(String other) {
        return new Line(kind, other);
    }

    /** The line cut to {@code columns}, with an ellipsis if something is missing. */
    public Line cut(int columns) {
        return text.length() <= columns ? this : with(text.substring(0, Math.max(0, columns - 1)) + "…");
    }

    /** The text with the escape sequences of its colour. */
    public String coloured() {
        return kind == Kind.PLAIN ? text : kind.colour + text + "\u001b[0m";
    }
}
