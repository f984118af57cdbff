import module java.net.http;

/** A job for progress.html: java Progress.java [http://localhost:8080] */
void main(String[] args) throws Exception {
    var topic = URI.create((args.length == 0 ? "http://localhost:8080" : args[0]) + "/topics/examples.jobs.42");
    var http = HttpClient.newHttpClient();
    for (int percent = 0; percent <= 100; percent += 5) {
        Thread.sleep(250); // This is the work.
        var progress = HttpRequest.newBuilder(topic)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"step\": \"Packing\", \"percent\": " + percent + "}"))
                .build();
        IO.print(http.send(progress, HttpResponse.BodyHandlers.ofString()).body());
    }
}
