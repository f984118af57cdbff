package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.carillon.publication.Payload;
import dev.carillon.topic.TopicName;
import java.io.ByteArrayOutputStream;
import java.util.Base64;

/** Writes a publication as a line of a post with many publications. */
public final class LineWriter {
    private LineWriter() {}

    /**
     * The line, without a line feed.
     *
     * @param payload text in UTF-8, one JSON value without a line feed, or bytes
     */
    public static byte[] line(TopicName topic, Payload payload) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(payload.bytes().length + 64);
        write("{\"topic\":\"", line);
        line.writeBytes(escaped(topic.value()));
        switch (payload.kind()) {
            case TEXT -> {
                write("\",\"data\":\"", line);
                line.writeBytes(escaped(new String(payload.bytes(), UTF_8)));
                write("\"}", line);
            }
            case JSON -> {
                write("\",\"data\":", line);
                line.writeBytes(payload.bytes());
                write("}", line);
            }
            case BINARY -> {
                write("\",\"dataBase64\":\"", line);
                line.writeBytes(Base64.getEncoder().encode(payload.bytes()));
                write("\"}", line);
            }
        }
        return line.toByteArray();
    }

    private static byte[] escaped(String text) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(text);
    }

    private static void write(String ascii, ByteArrayOutputStream to) {
        to.writeBytes(ascii.getBytes(UTF_8));
    }
}
