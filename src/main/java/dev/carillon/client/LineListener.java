package dev.carillon.client;

/** Is told which lines were not published, on the thread that reads the answers. */
public interface LineListener {
    /**
     * A line was refused, and the others go on.
     *
     * @param line counts from 1, all lines that were sent
     */
    void onRefused(long line, String why);
}
