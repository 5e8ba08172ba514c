#pragma once

#include "engine/core/error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace zscape {

/// Sets of images of which one has to be named behind a # (set_name.h).
struct SetChoice {
    struct Set {
        std::string name;
        int64_t images = 0;
        bool operator==(const Set&) const = default;
    };
    std::string source;  ///< absolute, without the # and what is behind it; bytes
    std::vector<Set> sets;
    bool operator==(const SetChoice&) const = default;
};

/// "data.several"
class SeveralSets : public Error {
public:
    SeveralSets(SetChoice choice, Error sentence) : Error(std::move(sentence)), choice_(std::move(choice)) {}
    const SetChoice& choice() const { return choice_; }

private:
    SetChoice choice_;
};

/// `sources` with `set` named behind the choice's source, in place of one that is named there.
std::vector<std::string> withSet(std::vector<std::string> sources, const SetChoice& choice, const std::string& set);

/// Which of the choice's sets `sources` name; -1: none.
int chosenSet(const std::vector<std::string>& sources, const SetChoice& choice);

}  // namespace zscape
