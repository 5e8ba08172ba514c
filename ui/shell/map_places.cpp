#include "ui/shell/map_places.h"

#include <algorithm>
#include <utility>

namespace zscape {

void MapPlaces::clear() {
    known_.clear();
    wanted_.clear();
    asking_.clear();
    ticket_ = 0;
    outdated_ = false;
}

void MapPlaces::moved() {
    for (Known& known : known_) known.fresh = false;
    outdated_ = isAsking();
}

MapPlaces::Known* MapPlaces::find(const Code& code) {
    // What is asked for lies among the newest.
    const auto found =
        std::find_if(known_.rbegin(), known_.rend(), [&](const Known& known) { return known.code == code; });
    return found == known_.rend() ? nullptr : &*found;
}

void MapPlaces::know(const Code& code, QPointF at) {
    if (Known* known = find(code)) {
        known->at = at;
        known->fresh = true;
        return;
    }
    known_.push_back({code, at});
    if (known_.size() > kMostKnown) known_.pop_front();
}

std::optional<QPointF> MapPlaces::of(const Code& code) {
    const Known* known = find(code);
    if (known && known->fresh) return known->at;
    const auto among = [&](const std::vector<Code>& codes) {
        return std::find(codes.begin(), codes.end(), code) != codes.end();
    };
    if (!among(wanted_) && !among(asking_)) wanted_.push_back(code);
    return known ? std::optional(known->at) : std::nullopt;
}

std::vector<MapPlaces::Code> MapPlaces::toAsk() {
    if (isAsking()) return {};
    asking_ = std::exchange(wanted_, {});
    return asking_;
}

bool MapPlaces::answered(uint64_t ticket, const std::vector<float>& xy) {
    if (ticket == 0 || ticket != ticket_) return false;
    ticket_ = 0;
    const std::vector<Code> codes = std::exchange(asking_, {});
    if (xy.size() != 2 * codes.size()) return false;
    // Of a map that has moved since: better than before, and asked for again.
    const bool outdated = std::exchange(outdated_, false);
    bool other = outdated;
    for (size_t i = 0; i < codes.size(); ++i) {
        const QPointF at(xy[2 * i], xy[2 * i + 1]);
        const Known* known = find(codes[i]);
        other = other || !known || known->at != at;
        know(codes[i], at);
        find(codes[i])->fresh = !outdated;
    }
    return other;
}

}  // namespace zscape
