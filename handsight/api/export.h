/* SPDX-FileCopyrightText: 2026 The handsight authors */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HANDSIGHT_API_EXPORT_H
#define HANDSIGHT_API_EXPORT_H

#if defined(__GNUC__)
#define HANDSIGHT_API __attribute__((visibility("default")))
#else
#define HANDSIGHT_API
#endif

#endif
