package dev.carillon.cli;

import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicSyntax;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what a subscription takes: the name of a topic, or a pattern. */
final class TopicPatterns implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        try {
            return TopicSyntax.PATTERN.check(Utf8Argument.require(text));
        } catch (InvalidTopic invalid) {
            throw new TypeConversionException(invalid.getMessage());
        }
    }
}
