package dev.carillon.config;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How many bytes: {@code 128}, {@code 64k}, {@code 1m}. A k is 1024, as everywhere where memory is meant. */
public final class Sizes implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        try {
            return ScaledNumber.parse(text, 1024).intValueExact();
        } catch (ArithmeticException | NumberFormatException notASize) {
            throw new TypeConversionException("expected a number of bytes such as 128, 64k or 1m, was '" + text + "'");
        }
    }
}
