package io.usher.proxy.traffic;

/** A client's departure: posts everything to the loop it lives, or lived, on. */
final class LeavingClient implements Departure {

    private final ClientConnection client;
    /** The want it queues with; null = it is between requests. */
    private final SeatSeeker.SeatWant want;

    LeavingClient(final ClientConnection client, final SeatSeeker.SeatWant want) {
        this.client = client;
        this.want = want;
    }

    @Override
    public void leave(final Answer answer) {
        post(() -> client.leave(want, answer));
    }

    @Override
    public void gone() {
        post(client::close);
    }

    @Override
    public void refused() {
        post(client::refused);
    }

    @Override
    public void back() {
        post(client::back);
    }

    @Override
    public void close() {
        post(client::close);
    }

    private void post(final Runnable task) {
        client.shelf().loop().execute(task);
    }
}
