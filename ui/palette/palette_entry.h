#pragma once

#include "engine/core/setting.h"

#include <QColor>
#include <QIcon>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace zscape {

/// One thing that the palette finds. Plain values: what is done with it, its PaletteSource knows.
struct PaletteEntry {
    enum class Kind { Action, Setting, Recipe, Run };  ///< in the order of their headings

    QString id;  ///< "action:Save Project", "setting:beta": the same after a restart
    Kind kind = Kind::Action;
    QIcon icon;  ///< of a run none: its dot
    QString name;
    QString hint;            ///< beside the name, smaller; searched too
    QStringList otherNames;  ///< searched and never shown: "beta", "wae-mmd", a citation
    QString key;             ///< "Ctrl+S"; empty: none
    QString reason;          ///< why it is off; empty: it is on

    /// Of a setting: its declaration and its value.
    std::optional<Setting> setting;
    SettingValue value;

    /// Of a run.
    QString figure;            ///< "150.5 held out"
    std::vector<float> curve;  ///< held-out losses in their order
    QColor colour;             ///< of dot and curve
};

}  // namespace zscape
