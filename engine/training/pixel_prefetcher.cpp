#include "engine/training/pixel_prefetcher.h"

#include <algorithm>

namespace zscape {

PixelPrefetcher::PixelPrefetcher(std::shared_ptr<const ImageSet> images) : images_(std::move(images)) {}

PixelBuffer PixelPrefetcher::readNow(const std::vector<int64_t>& indices) const {
    PixelBuffer pixels(*images_, std::ssize(indices));
    pixels.read(indices);
    return pixels;
}

PixelBuffer PixelPrefetcher::take(const std::vector<int64_t>& indices) {
    std::shared_ptr<Ahead> next;
    {
        std::unique_lock lock(mutex_);
        if (!queue_.empty() && queue_.front()->indices == indices) {
            next = std::move(queue_.front());
            queue_.pop_front();
        } else {
            queue_.clear();
        }
        // Whoever has a batch that nobody has begun does not wait for a thread that gets no processor.
        if (next && next->state == Ahead::State::Waiting) next.reset();
        if (next) changed_.wait(lock, [&next] { return next->state == Ahead::State::Done; });
    }
    if (!next) return readNow(indices);
    if (next->failure) std::rethrow_exception(next->failure);
    return std::move(*next->pixels);
}

void PixelPrefetcher::expect(const std::vector<std::vector<int64_t>>& batches) {
    {
        const std::lock_guard lock(mutex_);
        size_t same = 0;
        while (same < std::min(queue_.size(), batches.size()) && queue_[same]->indices == batches[same]) ++same;
        queue_.resize(same);
        for (; same < batches.size(); ++same) {
            queue_.push_back(std::make_shared<Ahead>());
            queue_.back()->indices = batches[same];
        }
    }
    changed_.notify_all();
    if (!reader_.joinable()) reader_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

std::shared_ptr<PixelPrefetcher::Ahead> PixelPrefetcher::firstWaiting() const {
    const auto waiting = std::find_if(queue_.begin(), queue_.end(),
                                      [](const auto& ahead) { return ahead->state == Ahead::State::Waiting; });
    return waiting == queue_.end() ? nullptr : *waiting;
}

void PixelPrefetcher::serve(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return firstWaiting() != nullptr; })) {
        if (stop.stop_requested()) return;
        const std::shared_ptr<Ahead> next = firstWaiting();
        next->state = Ahead::State::Reading;
        lock.unlock();
        try {
            next->pixels = readNow(next->indices);
        } catch (...) {
            next->failure = std::current_exception();
        }
        lock.lock();
        next->state = Ahead::State::Done;
        changed_.notify_all();
    }
}

}  // namespace zscape
