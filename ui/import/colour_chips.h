#pragma once

#include <QColor>
#include <QWidget>

#include <array>
#include <cstdint>

namespace zscape {

class ChipRow;

/// The colour that a channel is shown in: those that channels are commonly shown in, and any other.
class ColourChips : public QWidget {
    Q_OBJECT

public:
    explicit ColourChips(QWidget* parent = nullptr);

    void setColour(const std::array<uint8_t, 3>& colour);
    /// In the order of namedColours(); the last is any other.
    ChipRow* chips() const { return chips_; }

Q_SIGNALS:
    void colourWanted(const std::array<uint8_t, 3>& colour);

private:
    void want(int index);
    void ask();
    void showColour();

    std::array<uint8_t, 3> colour_{};
    ChipRow* chips_ = nullptr;
};

}  // namespace zscape
