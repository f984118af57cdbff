package dev.carillon.config;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a number of bytes: {@code 128}, {@code 64k}, {@code 1m}. A k is 1024, as usual for memory. */
public final class Sizes implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        long bytes = parse(text);
        if (bytes > Integer.MAX_VALUE) {
            throw expected(text);
        }
        return (int) bytes;
    }

    static long parse(String text) {
        try {
            return ScaledNumber.parse(text, 1024).longValueExact();
        } catch (ArithmeticException | NumberFormatException notASize) {
            throw expected(text);
        }
    }

    private static TypeConversionException expected(String text) {
        return new TypeConversionException("expected a number of bytes such as 128, 64k or 1m, was '" + text + "'");
    }
}
