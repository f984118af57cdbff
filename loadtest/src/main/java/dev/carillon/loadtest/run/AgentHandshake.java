package dev.carillon.loadtest.run;

import dev.carillon.config.Version;
import dev.carillon.loadtest.run.Messages.Writing;
import java.io.DataInputStream;
import java.io.IOException;
import java.security.SecureRandom;

/**
 * What is said first on a connection to an agent. The agent says what it is and a number; the leader proves with that,
 * and with a number of its own, that it knows the secret, and so does the agent. Both must be of the same version: plans
 * and tallies are read as they were written.
 */
final class AgentHandshake {
    private static final String MARK = "carillon-agent";
    private static final String LEADER = "leader";
    private static final String AGENT = "agent";

    /** Room for two short texts, a number and a proof. */
    static final int LENGTH_MAX = 1024;

    private static final int NUMBER_BYTES = 16;

    private final Secret secret;
    private final String version;
    private final byte[] ours = SecureRandom.getSeed(NUMBER_BYTES);
    private byte[] theirs = {};

    AgentHandshake(Secret secret, String version) {
        this.secret = secret;
        this.version = version;
    }

    /** Of this program. */
    AgentHandshake(Secret secret) {
        this(secret, Version.current());
    }

    /** Somebody is not whom we want to talk to. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason);
        }
    }

    // ---- at the agent

    /** What it says first. */
    Writing hello() {
        return out -> {
            out.writeUTF(MARK);
            out.writeUTF(version);
            out.write(ours);
        };
    }

    /** Reads what the leader answers; brings what it is to have for that. */
    Writing admit(DataInputStream in) throws IOException {
        requireVersion("the leader of the run", in.readUTF());
        theirs = in.readNBytes(NUMBER_BYTES);
        requireProof(in, LEADER);
        return out -> {
            out.writeUTF("");
            out.write(secret.proof(AGENT, ours, theirs));
        };
    }

    // ---- at the leader

    /** Reads what the agent says first; brings the answer to that. */
    Writing answer(DataInputStream in) throws IOException {
        if (!in.readUTF().equals(MARK)) {
            throw new Refused("is no agent");
        }
        requireVersion("the agent", in.readUTF());
        theirs = in.readNBytes(NUMBER_BYTES);
        return out -> {
            out.writeUTF(version);
            out.write(ours);
            out.write(secret.proof(LEADER, ours, theirs));
        };
    }

    /** Reads what the agent says to that. */
    void conclude(DataInputStream in) throws IOException {
        String failure = in.readUTF();
        if (!failure.isEmpty()) {
            throw new Refused("says: " + failure);
        }
        requireProof(in, AGENT);
    }

    // ---- at both

    private void requireVersion(String who, String has) throws Refused {
        if (!has.equals(version)) {
            throw new Refused("%s must be of the same version: expected %s, was %s".formatted(who, version, has));
        }
    }

    private void requireProof(DataInputStream in, String role) throws IOException {
        if (!secret.isProof(in.readAllBytes(), role, theirs, ours)) {
            throw new Refused("the secret must be the same on both sides, and was not");
        }
    }
}
