#pragma once

#include "ui/selection/selection_types.h"

#include <QUndoStack>

#include "ui/selection/selection_model.h"

namespace zscape {

/// Codes of two numbers that are their own places, moved by `shift`.
struct PlainCodes : CodeMap {
    std::vector<std::optional<std::vector<float>>> codes;
    float shift = 0;

    std::optional<std::vector<float>> codeOf(int64_t image) const override {
        if (image < 0 || static_cast<size_t>(image) >= codes.size()) return std::nullopt;
        return codes[static_cast<size_t>(image)];
    }
    bool fits(const std::vector<float>& code) const override { return code.size() == 2; }
    QPointF place(const std::vector<float>& code) const override {
        return {double{code[0]} + double{shift}, double{code[1]}};
    }
    std::vector<float> codeAt(QPointF place, const std::vector<float>&) const override {
        return {static_cast<float>(place.x()) - shift, static_cast<float>(place.y())};
    }
    std::vector<float> restOf(int64_t) const override { return {}; }
};

/// An end of the path at a place whose code it is.
inline EndPoint endAt(QPointF at, const Picture& picture = {}, const QString& name = {}, int64_t image = -1) {
    return {image, at, {static_cast<float>(at.x()), static_cast<float>(at.y())}, picture, name, {}};
}

/// What every panel observes, with a history of its own.
struct Chosen {
    QUndoStack history;
    SelectionModel model{history};
};

}  // namespace zscape
