#pragma once

#include "engine/session/import_result.h"
#include "ui/import/chip_row.h"

namespace zscape {

/// A chip for each of several sets, with the number of its images; one is used.
class SetChips : public ChipRow {
    Q_OBJECT

public:
    using ChipRow::ChipRow;

    /// \param chosen index into choice.sets; -1: none yet. Emits nothing.
    void setSets(const SetChoice& choice, int chosen);
    const SetChoice& choice() const { return choice_; }

private:
    SetChoice choice_;
};

}  // namespace zscape
