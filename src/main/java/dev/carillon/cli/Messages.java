package dev.carillon.cli;

import picocli.CommandLine.ITypeConverter;

/** Reads a message from the command line. */
final class Messages implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        return Utf8Argument.require(text);
    }
}
