#include "engine/session/threads/plane_refresher.h"

namespace zscape {

std::shared_ptr<const PlaneBasis> PlaneRefresher::ask(const std::shared_ptr<const CodesSnapshot>& codes,
                                                      Clock::time_point now) {
    auto basis = basis_.get();
    // Codes of another model's dimensions have no plane yet.
    const bool fits = codes && basis && static_cast<int>(basis->mean.size()) == codes->dimensions;
    if (codes && codes->encoded > 0 && codes->dimensions > 0) {
        bool begin = false;
        {
            const std::lock_guard lock(mutex_);
            begin = !busy_ && codes != madeOf_ && (!fits || now - begun_ >= kBetween);
            if (begin) {
                busy_ = true;
                madeOf_ = codes;
                begun_ = now;
            }
        }
        if (begin) jobs_.startSilently([this, codes](std::stop_token) { make(*codes); });
    }
    return fits ? basis : nullptr;
}

void PlaneRefresher::make(const CodesSnapshot& codes) {
    {
        struct Done {
            PlaneRefresher& refresher;
            ~Done() {
                const std::lock_guard lock(refresher.mutex_);
                refresher.busy_ = false;
            }
        } done{*this};
        auto basis = make_(codes);
        if (!basis) return;
        basis_.put(std::move(basis));
    }
    // Whoever hears of it may ask for the next one.
    events_.notify();
}

}  // namespace zscape
