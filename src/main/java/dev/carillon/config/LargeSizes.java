package dev.carillon.config;

import picocli.CommandLine.ITypeConverter;

/** As {@link Sizes}, for values that may exceed 2 GiB. */
public final class LargeSizes implements ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
        return Sizes.parse(text);
    }
}
