#include "engine/data/shared_files.h"

#include "engine/data/source_failed.h"

#include <algorithm>

namespace zscape {

SharedFiles::Bytes SharedFiles::take(size_t file, size_t pictures, const std::stop_token& stop) {
    const std::shared_ptr<Held> held = heldOf(file, pictures);
    Bytes bytes;
    bool isNew = false;
    {
        const std::lock_guard lock(held->mutex);
        if (held->failure) throw Error(*held->failure);
        if (!held->bytes) {
            try {
                held->bytes = std::make_shared<const std::vector<uint8_t>>(pass_.take(file, stop));
            } catch (const SourceFailed&) {
                throw;
            } catch (const Error& error) {
                held->failure = error.info();  // the pass gives it once
                throw;
            }
            isNew = true;
        }
        bytes = held->bytes;
    }
    if (isNew) keep(file, held, std::ssize(*bytes));
    return bytes;
}

std::shared_ptr<SharedFiles::Held> SharedFiles::heldOf(size_t file, size_t pictures) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Held>& known = held_[file];
    if (!known) known = std::make_shared<Held>();
    std::shared_ptr<Held> held = known;
    if (++held->taken >= pictures) letGo(file);
    return held;
}

void SharedFiles::keep(size_t file, const std::shared_ptr<Held>& held, int64_t size) {
    const std::lock_guard lock(mutex_);
    const auto known = held_.find(file);
    if (known == held_.end() || known->second != held) return;  // all of its pictures were asked for by now
    held->size = size;
    bytes_ += size;
    order_.push_back(file);
    while (order_.size() > 2 && bytes_ > keptAtMost_) letGo(order_.front());
}

/// With mutex_ locked.
void SharedFiles::letGo(size_t file) {
    const auto known = held_.find(file);
    bytes_ -= known->second->size;
    held_.erase(known);
    std::erase(order_, file);
}

}  // namespace zscape
