#pragma once

#include "engine/session/import_result.h"

#include <QWidget>

namespace zscape {

class NumberField;

/// How pictures are cut into tiles: a line each for scale, overlap and what counts as empty.
class TilingFields : public QWidget {
    Q_OBJECT

public:
    explicit TilingFields(QWidget* parent = nullptr);

    /// \param size of a tile in pixels: neighbours share less than that
    void setTiling(const Tiling& tiling, int size);
    Tiling tiling() const;

    NumberField* scaleField() const { return scale_; }
    NumberField* overlapField() const { return overlap_; }
    NumberField* emptyField() const { return empty_; }

Q_SIGNALS:
    void changed();

private:
    NumberField* scale_ = nullptr;
    NumberField* overlap_ = nullptr;
    NumberField* empty_ = nullptr;
};

}  // namespace zscape
