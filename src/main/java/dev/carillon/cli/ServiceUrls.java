package dev.carillon.cli;

import dev.carillon.client.ServiceUrl;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the URL of a service. */
final class ServiceUrls implements ITypeConverter<ServiceUrl> {
    @Override
    public ServiceUrl convert(String text) {
        try {
            return ServiceUrl.of(text);
        } catch (IllegalArgumentException mistake) {
            throw new TypeConversionException(mistake.getMessage());
        }
    }
}
