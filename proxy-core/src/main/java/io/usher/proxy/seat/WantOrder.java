package io.usher.proxy.seat;

final class WantOrder {
}
