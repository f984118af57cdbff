package dev.carillon.replica;

import com.hazelcast.core.IFunction;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the owner of a ring compare the first item of a read with the reader's hash of it, and send it only if it
 * differs. For one read, which filters each item once and in order.
 */
@SuppressWarnings("serial") // Hazelcast writes it by the methods below
final class SkipKnownItem implements IFunction<byte[], Boolean>, IdentifiedDataSerializable {
    static final int TYPE = 3;

    private long hash;
    private transient boolean passed;

    /** For deserialization by {@link #readData}. */
    SkipKnownItem() {}

    /**
     * @param hash the {@link Chain} hash of the item
     */
    SkipKnownItem(long hash) {
        this.hash = hash;
    }

    @Override
    public Boolean apply(byte @Nullable [] item) {
        boolean known = !passed && item != null && Chain.of(item) == hash;
        passed = true;
        return !known;
    }

    @Override
    public int getFactoryId() {
        return RingsConfig.FACTORY;
    }

    @Override
    public int getClassId() {
        return TYPE;
    }

    @Override
    public void writeData(ObjectDataOutput to) throws IOException {
        to.writeLong(hash);
    }

    @Override
    public void readData(ObjectDataInput from) throws IOException {
        hash = from.readLong();
    }
}
