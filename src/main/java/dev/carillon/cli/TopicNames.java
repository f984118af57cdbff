package dev.carillon.cli;

import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a topic to publish to. */
final class TopicNames implements ITypeConverter<TopicName> {
    @Override
    public TopicName convert(String text) {
        try {
            return TopicName.toPublish(text);
        } catch (InvalidTopic invalid) {
            throw new TypeConversionException(invalid.getMessage());
        }
    }
}
