#pragma once

#include "engine/training/trainer.h"

#include <c10/core/Event.h>

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

namespace zscape {

/// The codes that training passes make on their way, from the device to the host. On a CPU they are there at once. On
/// CUDA those of up to 100 ms are gathered on the device and copied without waiting: no step waits for the device. So
/// many numbers a second are kept and the other passes left out, for nobody sees more: a fast device makes millions.
class PassCodeLog {
public:
    static constexpr double kNumbersPerSecond = 4e6;
    static constexpr int64_t kLeastNumbers = 20;  ///< of an image: small codes cost time, too

    explicit PassCodeLog(at::Device device) : device_(device) {}

    /// `codes` [images,D] of weights after `step` steps; read now, or in the order of the device's work.
    void push(int64_t step, const std::vector<int64_t>& images, const Tensor& codes);
    /// What has arrived, oldest first; all that was pushed when `wait`.
    std::vector<Trainer::PassCodes> collect(bool wait);
    /// Nothing of what was pushed is given out.
    void forget();

private:
    using Clock = std::chrono::steady_clock;
    struct Block {
        std::vector<Trainer::PassCodes> passes;  ///< still without codes
        std::vector<Tensor> codes;               ///< of each pass, on the device
        Tensor host;                             ///< of all of them, pinned
        Clock::time_point begun;
        std::optional<c10::Event> arrived;
    };

    bool isWorthKeeping(int64_t images, int64_t dimensions);
    void send();
    void unpack(Block& block);

    at::Device device_;
    std::optional<Block> open_;
    std::deque<Block> sent_;
    std::vector<Trainer::PassCodes> ready_;
    double allowance_ = kNumbersPerSecond;  ///< numbers that may be kept now
    Clock::time_point allowed_ = Clock::now();
};

}  // namespace zscape
