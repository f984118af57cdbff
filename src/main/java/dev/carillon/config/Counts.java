package dev.carillon.config;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a count: {@code 19000}, {@code 19k}, {@code 1m}. A k is a thousand. */
public final class Counts implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        try {
            return ScaledNumber.parse(text, 1000).intValueExact();
        } catch (ArithmeticException | NumberFormatException notACount) {
            throw new TypeConversionException("expected a whole number such as 250, 19k or 1m, was '" + text + "'");
        }
    }
}
