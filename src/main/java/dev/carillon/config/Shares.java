package dev.carillon.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a percentage, {@code 10%} or {@code 0.5%}, to a number from 0 to 1. */
public final class Shares implements ITypeConverter<Double> {
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)%");

    @Override
    public Double convert(String text) {
        Matcher matcher = SHARE.matcher(text);
        if (matcher.matches()) {
            double percent = Double.parseDouble(matcher.group(1));
            if (percent <= 100) {
                return percent / 100;
            }
        }
        throw new TypeConversionException("expected a share such as 10% or 0.5%, was '" + text + "'");
    }
}
