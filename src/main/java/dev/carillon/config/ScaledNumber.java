package dev.carillon.config;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number with an optional k or m after it. */
final class ScaledNumber {
    private static final Pattern SCALED =
            Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)([km]?)", Pattern.CASE_INSENSITIVE);

    private ScaledNumber() {}

    /**
     * @param k what a k stands for; an m is the square of it
     * @throws NumberFormatException when {@code text} is anything else
     */
    static BigDecimal parse(String text, int k) {
        Matcher matcher = SCALED.matcher(text);
        if (!matcher.matches()) {
            throw new NumberFormatException(text);
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        return switch (matcher.group(2)) {
            case "k", "K" -> number.multiply(BigDecimal.valueOf(k));
            case "m", "M" -> number.multiply(BigDecimal.valueOf((long) k * k));
            default -> number;
        };
    }
}
