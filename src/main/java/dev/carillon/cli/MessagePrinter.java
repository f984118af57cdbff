package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.protocol.Received.Data;
import dev.carillon.protocol.Received.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/** Prints publications, each as one line or as raw bytes. Output is buffered until {@link #flush}. */
final class MessagePrinter {
    /** Unambiguous, since a backslash in a printed text is followed by another one, or by n, r, t or u. */
    private static final String BASE64 = "\\base64:";

    private final Form form;
    private final OneLine line;
    private final PrintWriter out;
    private final OutputStream bytes;

    /** How a publication is printed. */
    enum Form {
        /** Topic, tab, data. */
        LINE,
        /** The event of carillon.v1. */
        JSON,
        /** The payload alone. */
        RAW
    }

    /**
     * @param out for lines
     * @param bytes the same output, for payloads
     */
    MessagePrinter(Form form, OneLine line, PrintWriter out, OutputStream bytes) {
        this.form = form;
        this.line = line;
        this.out = out;
        this.bytes = bytes;
    }

    void print(Message message) {
        switch (form) {
            case LINE -> print(line.text(message.topic()) + "\t" + shown(message.data()));
            case JSON -> print(line.json(message.event()));
            case RAW -> write(message.data());
        }
    }

    private void print(String text) {
        out.print(text + "\n");
    }

    private String shown(Data data) {
        return switch (data) {
            case Data.Text(String text) -> line.text(text);
            case Data.Json(String json) -> line.json(json);
            case Data.Binary(String base64) -> BASE64 + base64;
        };
    }

    private void write(Data data) {
        try {
            bytes.write(
                    switch (data) {
                        case Data.Text(String text) -> text.getBytes(UTF_8);
                        case Data.Json(String json) -> json.getBytes(UTF_8);
                        case Data.Binary binary -> binary.bytes();
                    });
            bytes.write('\n');
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void flush() {
        try {
            out.flush();
            bytes.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
