package dev.carillon.config;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An address or a network: {@code 10.0.0.5}, {@code 10.0.0.0/8}. */
public final class CidrBlocks implements ITypeConverter<CidrBlock> {

    @Override
    public CidrBlock convert(String text) {
        try {
            return CidrBlock.of(text.strip());
        } catch (IllegalArgumentException mistake) {
            throw new TypeConversionException(mistake.getMessage() + ", was '" + text + "'");
        }
    }
}
