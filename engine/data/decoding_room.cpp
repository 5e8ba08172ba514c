#include "engine/data/decoding_room.h"

#include "engine/core/error.h"

namespace zscape {

DecodingRoom::Share DecodingRoom::take(int64_t bytes, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const auto fits = [&] { return taken_ == 0 || taken_ + bytes <= bytes_; };
    if (!fits() && !changed_.wait(lock, stop, fits)) throw Cancelled();
    taken_ += bytes;
    return {*this, bytes};
}

void DecodingRoom::giveBack(int64_t bytes) {
    {
        const std::lock_guard lock(mutex_);
        taken_ -= bytes;
    }
    changed_.notify_all();
}

DecodingRoom& decodingRoom() {
    static DecodingRoom room(kPictureLimit);
    return room;
}

}  // namespace zscape
