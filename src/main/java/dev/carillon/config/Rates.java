package dev.carillon.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a rate: {@code 10/s}, {@code 5k/s}, {@code 300/m}. */
public final class Rates implements ITypeConverter<Rate> {
    private static final Pattern RATE = Pattern.compile("(.+)/([sm])");

    @Override
    public Rate convert(String text) {
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches()) {
            throw mistake(text);
        }
        try {
            double number = ScaledNumber.parse(matcher.group(1), 1000).doubleValue();
            return matcher.group(2).equals("s") ? new Rate(number) : Rate.perMinute(number);
        } catch (IllegalArgumentException notARate) {
            throw mistake(text);
        }
    }

    private static TypeConversionException mistake(String text) {
        return new TypeConversionException("expected a rate above 0 such as 10/s, 5k/s or 300/m, was '" + text + "'");
    }
}
