package dev.carillon.loadtest.figure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A list with one figure for each index from 0 on, such as one per node. It grows to the largest index used. */
public final class Several<F extends Figure> implements Figure {
    private final List<F> all = new ArrayList<>();
    private final Supplier<F> nothing;

    /**
     * Makes an empty list.
     *
     * @param nothing makes a figure that has counted nothing
     */
    public Several(Supplier<F> nothing) {
        this.nothing = nothing;
    }

    /** Returns the figure with this index. Makes it, and all before it, if there is none. */
    public F at(int index) {
        while (all.size() <= index) {
            all.add(nothing.get());
        }
        return all.get(index);
    }

    /** Returns a copy of the list. */
    public List<F> all() {
        return List.copyOf(all);
    }

    @Override
    public void add(Figure other) {
        List<? extends Figure> others = ((Several<?>) other).all;
        for (int i = 0; i < others.size(); i++) {
            at(i).add(others.get(i));
        }
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(all.size());
        for (F each : all) {
            each.write(out);
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            at(i).read(in);
        }
    }

    @Override
    public Object shown() {
        return all.stream().map(Figure::shown).toList();
    }
}
