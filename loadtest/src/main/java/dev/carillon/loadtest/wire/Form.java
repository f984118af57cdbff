package dev.carillon.loadtest.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** The encoding of a type that is not a record. */
record Form<T>(Class<T> type, Writer<T> writer, Reader<T> reader) {
    /**
     * The longest text that is read, in bytes. The length field of a corrupt input may have any value. The limit is far
     * above the texts of users, and small for the memory of a process.
     */
    private static final int TEXT_BYTES_MAX = 1 << 20;

    private static final Map<Class<?>, Form<?>> FORMS = Stream.<Form<?>>of(
                    new Form<>(Integer.class, DataOutput::writeInt, DataInput::readInt),
                    new Form<>(Long.class, DataOutput::writeLong, DataInput::readLong),
                    new Form<>(Double.class, DataOutput::writeDouble, DataInput::readDouble),
                    new Form<>(Boolean.class, DataOutput::writeBoolean, DataInput::readBoolean),
                    new Form<>(Character.class, (out, value) -> out.writeChar(value), DataInput::readChar),
                    new Form<>(String.class, Form::writeText, Form::readText),
                    new Form<>(
                            Duration.class,
                            (out, value) -> out.writeLong(value.toNanos()),
                            in -> Duration.ofNanos(in.readLong())),
                    ofText(Path.class, Path::toString, Path::of),
                    ofText(InetAddress.class, InetAddress::getHostAddress, InetAddress::ofLiteral),
                    new Form<>(InetSocketAddress.class, Form::writeSocketAddress, Form::readSocketAddress),
                    new Form<>(Histogram.class, (out, value) -> Histograms.write(value, out), Histograms::read))
            .collect(Collectors.toUnmodifiableMap(Form::type, form -> form));

    /** Writes a value of the type. */
    interface Writer<T> {
        void write(DataOutput out, T value) throws IOException;
    }

    /** Reads a value of the type. */
    interface Reader<T> {
        T read(DataInput in) throws IOException;
    }

    /** The form for the declared type of a record component. */
    static Form<?> of(Class<?> type) {
        Class<?> boxed = MethodType.methodType(type).wrap().returnType();
        return type.isEnum()
                ? ofEnum(type)
                : Optional.<Form<?>>ofNullable(FORMS.get(boxed))
                        .orElseThrow(() -> new IllegalArgumentException(
                                "expected a type that can be written, but was " + type.getName()));
    }

    void write(Object value, DataOutput out) throws IOException {
        writer.write(out, type.cast(value));
    }

    T read(DataInput in) throws IOException {
        return reader.read(in);
    }

    /** The element of {@code all} with this name. Throws IllegalArgumentException if there is none. */
    static <T> T named(T[] all, Function<T, String> nameOf, String name, String expected) {
        return Arrays.stream(all)
                .filter(each -> nameOf.apply(each).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a " + expected + ", but was '" + name + "'"));
    }

    private static <T> Form<T> ofEnum(Class<T> type) {
        Function<T, String> nameOf = value -> ((Enum<?>) value).name();
        return new Form<>(
                type,
                (out, value) -> out.writeUTF(nameOf.apply(value)),
                in -> named(type.getEnumConstants(), nameOf, in.readUTF(), type.getSimpleName()));
    }

    private static <T> Form<T> ofText(Class<T> type, Function<T, String> text, Function<String, T> parse) {
        return new Form<>(type, (out, value) -> writeText(out, text.apply(value)), in -> parse.apply(readText(in)));
    }

    /** Writes a text. {@link DataOutput#writeUTF} is limited to 64 KiB, and a user's template may be longer. */
    private static void writeText(DataOutput out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "expected a text of at most " + TEXT_BYTES_MAX + " bytes, but was " + length);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, UTF_8);
    }

    /** Writes the host name of an address, if it has one, because another machine may resolve it to another address. */
    private static void writeSocketAddress(DataOutput out, InetSocketAddress address) throws IOException {
        writeText(out, address.getHostString());
        out.writeInt(address.getPort());
    }

    private static InetSocketAddress readSocketAddress(DataInput in) throws IOException {
        String host = readText(in);
        try {
            return new InetSocketAddress(InetAddress.getByName(host), in.readInt());
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("URL must name a host that is known here, was " + host, unknown);
        }
    }
}
