package dev.carillon.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of event loops, or {@code auto}: one for each core. */
final class LoopCount implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
        if (value.equals("auto")) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            return Integer.valueOf(value);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("expected a number or auto, but was '" + value + "'");
        }
    }
}
