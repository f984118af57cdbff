package dev.carillon.cli;

import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicPattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a pattern of topics. */
final class TopicPatterns implements ITypeConverter<TopicPattern> {
    @Override
    public TopicPattern convert(String text) {
        try {
            return new TopicPattern(text);
        } catch (InvalidTopic invalid) {
            throw new TypeConversionException(invalid.getMessage());
        }
    }
}
