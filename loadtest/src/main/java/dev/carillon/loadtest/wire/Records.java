package dev.carillon.loadtest.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes and reads records as bytes: one component after the other, in the order of declaration. If the declared type
 * is a sealed interface, the record's simple name is written first. The constructor of a record checks the values that
 * are read.
 */
public final class Records {
    private Records() {}

    // ---- writing

    public static void write(Record record, DataOutput out) throws IOException {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            write(component.getGenericType(), value(component, record), out);
        }
    }

    private static void write(Type declared, Object value, DataOutput out) throws IOException {
        switch (value) {
            case Optional<?> some -> {
                out.writeBoolean(some.isPresent());
                if (some.isPresent()) {
                    write(argument(declared, 0), some.get(), out);
                }
            }
            case List<?> list -> {
                out.writeInt(list.size());
                for (Object element : list) {
                    write(argument(declared, 0), element, out);
                }
            }
            case Map.Entry<?, ?> entry -> {
                write(argument(declared, 0), entry.getKey(), out);
                write(argument(declared, 1), entry.getValue(), out);
            }
            case Record record -> {
                if (raw(declared).isSealed()) {
                    out.writeUTF(record.getClass().getSimpleName());
                }
                write(record, out);
            }
            default -> Form.of(raw(declared)).write(value, out);
        }
    }

    private static Object value(RecordComponent component, Object record) {
        try {
            component.getAccessor().setAccessible(true);
            return Objects.requireNonNull(component.getAccessor().invoke(record));
        } catch (ReflectiveOperationException notARecord) {
            throw new LinkageError("expected a record", notARecord);
        }
    }

    // ---- reading

    /**
     * Reads a record that {@link #write} wrote, in this process or in another one of the same version.
     *
     * @throws IllegalArgumentException if a constructor rejects a value
     */
    public static <T extends Record> T read(Class<T> type, DataInput in) throws IOException {
        return type.cast(readComponents(type, in));
    }

    private static Object read(Type declared, DataInput in) throws IOException {
        Class<?> type = raw(declared);
        if (type == Optional.class) {
            return in.readBoolean() ? Optional.of(read(argument(declared, 0), in)) : Optional.empty();
        }
        if (type == List.class) {
            return readList(argument(declared, 0), in);
        }
        if (type == Map.Entry.class) {
            return Map.entry(read(argument(declared, 0), in), read(argument(declared, 1), in));
        }
        if (type.isInterface() && type.isSealed()) {
            String kind = "kind of " + type.getSimpleName();
            return readComponents(
                    Form.named(type.getPermittedSubclasses(), Class::getSimpleName, in.readUTF(), kind), in);
        }
        return type.isRecord() ? readComponents(type, in) : Form.of(type).read(in);
    }

    private static List<Object> readList(Type element, DataInput in) throws IOException {
        List<Object> list = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            list.add(read(element, in));
        }
        return list;
    }

    private static Object readComponents(Class<?> type, DataInput in) throws IOException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(components[i].getGenericType(), in);
        }
        return made(type, components, values);
    }

    private static Object made(Class<?> type, RecordComponent[] components, Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof RuntimeException mistake) {
                throw mistake;
            }
            throw new AssertionError(refused);
        } catch (ReflectiveOperationException notARecord) {
            throw new LinkageError("expected a record", notARecord);
        }
    }

    // ---- types

    private static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
