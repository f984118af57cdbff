package dev.carillon.config;

import picocli.CommandLine.ITypeConverter;

/** The same as {@link Sizes}, for what may be more than 2 GiB. */
public final class LargeSizes implements ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
        return Sizes.parse(text);
    }
}
