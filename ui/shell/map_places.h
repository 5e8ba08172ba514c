#pragma once

#include <QPointF>

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace zscape {

/// Where codes without an image lie on a map, as far as anybody has said: a person, by pointing at a place, or the
/// session, which finds the images whose codes are near. When the map moves, what is known is asked for anew, and holds
/// until the answer is there.
class MapPlaces {
public:
    using Code = std::vector<float>;
    static constexpr size_t kMostKnown = 1024;  ///< the oldest are forgotten

    void clear();
    /// The map has moved: every place is to be asked for again by whoever still wants it.
    void moved();
    void know(const Code& code, QPointF at);
    /// None: nobody has said. \return also what is known of an earlier state of the map. What is not known of this one
    /// is wanted from now on.
    std::optional<QPointF> of(const Code& code);

    bool isAsking() const { return ticket_ != 0; }
    /// What is wanted and was not asked for; empty while an answer is awaited.
    std::vector<Code> toAsk();
    void asked(uint64_t ticket) { ticket_ = ticket; }
    /// \param xy two for each code that was asked for; empty: there was no map
    /// \return whether it is worth asking of() again
    bool answered(uint64_t ticket, const std::vector<float>& xy);

private:
    struct Known {
        Code code;
        QPointF at;
        bool fresh = true;
    };
    Known* find(const Code& code);

    std::deque<Known> known_;
    std::vector<Code> wanted_, asking_;
    uint64_t ticket_ = 0;
    bool outdated_ = false;  ///< the map has moved since it was asked
};

}  // namespace zscape
