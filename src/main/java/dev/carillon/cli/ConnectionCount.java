package dev.carillon.cli;

import dev.carillon.config.Counts;
import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of connections, or {@code auto}, which becomes an empty value. */
final class ConnectionCount implements ITypeConverter<OptionalInt> {
    private static final Counts COUNTS = new Counts();

    @Override
    public OptionalInt convert(String value) {
        if (value.equals("auto")) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(COUNTS.convert(value));
        } catch (TypeConversionException e) {
            throw new TypeConversionException("expected a number such as 19k or auto, but was '" + value + "'");
        }
    }
}
