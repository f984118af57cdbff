package dev.carillon.loadtest.run;

import dev.carillon.loadtest.plan.Share;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an agent is asked for: one worker of a run.
 *
 * @param share of the run
 * @param seatAtAgent its place among the workers of the same agent
 * @param seatOnHost its place among the workers of all agents of the same host
 * @param run the number of the run
 * @param scale by how much the plan is larger than the arguments say
 * @param heapMax the most that it may take for its heap, in bytes
 * @param arguments of its command line: {@code loadtest}, the verb, its flags
 */
record WorkerRequest(
        Share share, Share seatAtAgent, Share seatOnHost, int run, double scale, long heapMax, List<String> arguments) {
    private static final int ARGUMENTS_MAX = 1000;

    WorkerRequest {
        arguments = List.copyOf(arguments);
    }

    /**
     * What makes the worker one.
     *
     * @param ownAddresses whether the agent has local addresses that are its own
     */
    Membership membership(boolean ownAddresses) {
        return new Membership(0, share, Optional.of(ownAddresses ? seatAtAgent : seatOnHost), run, scale);
    }

    void write(DataOutput out) throws IOException {
        for (Share each : List.of(share, seatAtAgent, seatOnHost)) {
            out.writeInt(each.index());
            out.writeInt(each.parts());
        }
        out.writeInt(run);
        out.writeDouble(scale);
        out.writeLong(heapMax);
        out.writeInt(arguments.size());
        for (String argument : arguments) {
            out.writeUTF(argument);
        }
    }

    /** Throws IllegalArgumentException where it makes no sense. */
    static WorkerRequest read(DataInput in) throws IOException {
        return new WorkerRequest(
                readShare(in),
                readShare(in),
                readShare(in),
                in.readInt(),
                in.readDouble(),
                in.readLong(),
                readArguments(in));
    }

    private static Share readShare(DataInput in) throws IOException {
        return new Share(in.readInt(), in.readInt());
    }

    private static List<String> readArguments(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 2 || count > ARGUMENTS_MAX) {
            throw new IllegalArgumentException(
                    "a command line must have 2 to " + ARGUMENTS_MAX + " arguments, had " + count);
        }
        List<String> arguments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            arguments.add(in.readUTF());
        }
        return arguments;
    }
}
